/** Operators on tensors: TorchScript texts made callable, scopes, masked gather and scatter. */
@NullMarked
package org.dllm.experiments.tensor;

import org.jspecify.annotations.NullMarked;
