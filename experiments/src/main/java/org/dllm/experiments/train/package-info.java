/** Training: loop, optimiser, schedules, losses, random streams. */
@NullMarked
package org.dllm.experiments.train;

import org.jspecify.annotations.NullMarked;
