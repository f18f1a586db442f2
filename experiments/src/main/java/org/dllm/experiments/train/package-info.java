/**
 * Training: the loss of a decoder whose layers may be skipped, its optimiser, batches, schedules.
 */
@NullMarked
package org.dllm.experiments.train;

import org.jspecify.annotations.NullMarked;
