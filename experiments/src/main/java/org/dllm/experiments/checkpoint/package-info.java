/** Checkpoints: the state to resume a run, stored so that a kill cannot damage it. */
@NullMarked
package org.dllm.experiments.checkpoint;

import org.jspecify.annotations.NullMarked;
