/** Tensor operators in TorchScript, and devices. */
@NullMarked
package org.dllm.experiments.tensor;

import org.jspecify.annotations.NullMarked;
