package org.dllm.experiments.experiment;

import org.dllm.experiments.spec.Default;
import org.dllm.experiments.spec.Range;
import org.dllm.experiments.spec.TextFormat;

/**
 * What a run requires of a worker.
 *
 * @param device {@code cpu} or {@code cuda:n}
 * @param threads intra-op threads of the tensor engine; they affect the result through the order of
 *     reductions
 */
public record ResourceSpec(
        @Default("cpu") @TextFormat(value = "cpu|cuda:[0-9]{1,3}", description = "cpu or cuda:n")
                String device,
        @Default("1") @Range(min = 1, max = 1024) int threads) {}
