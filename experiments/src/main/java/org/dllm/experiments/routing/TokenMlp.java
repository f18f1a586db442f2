package org.dllm.experiments.routing;

import org.dllm.experiments.spec.Default;
import org.dllm.experiments.spec.Range;

/**
 * D-LLM's router: Linear(D→hidden) → RMSNorm → SiLU → Linear(hidden→2) on the raw residual stream;
 * output 0 = skip, 1 = execute; last bias starts at [0.1, 2.0].
 *
 * @param hidden width of the hidden layer (512 in the paper)
 */
public record TokenMlp(@Default("512") @Range(min = 1, max = 65536) int hidden)
        implements RouterSpec {

    @Override
    public long flops(int width) {
        return 2L * hidden * (width + 2);
    }
}
