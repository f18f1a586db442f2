/** Measured speed: ours and a reference's, taken in turns on the same machine. */
@NullMarked
package org.dllm.experiments.bench;

import org.jspecify.annotations.NullMarked;
