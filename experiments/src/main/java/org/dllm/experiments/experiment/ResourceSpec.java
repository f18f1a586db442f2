package org.dllm.experiments.experiment;

import org.dllm.experiments.spec.Default;
import org.dllm.experiments.spec.Range;

/**
 * What a run needs of a worker.
 *
 * @param device {@code cpu} or {@code cuda:n}
 * @param threads intra-op threads of the tensor engine; part of the result, since it orders
 *     reductions
 */
public record ResourceSpec(
        @Default("cpu") String device, @Default("1") @Range(min = 1, max = 1024) int threads) {
    public ResourceSpec {
        if (!device.matches("cpu|cuda:\\d{1,3}")) {
            throw new IllegalArgumentException("resources.device to be cpu or cuda:n");
        }
    }
}
