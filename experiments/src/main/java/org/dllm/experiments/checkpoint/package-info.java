/** Checkpoints: what a run needs to go on, on disk so that no kill can tear it. */
@NullMarked
package org.dllm.experiments.checkpoint;

import org.jspecify.annotations.NullMarked;
