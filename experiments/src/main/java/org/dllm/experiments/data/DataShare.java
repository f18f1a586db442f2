package org.dllm.experiments.data;

import org.dllm.experiments.spec.Default;
import org.dllm.experiments.spec.Range;
import org.dllm.experiments.spec.Rule;

/**
 * One data set's part in the training mix.
 *
 * @param share weight in the mix; shares are normalised to sum 1
 * @param maxTokens longer examples are left out, and counted
 */
public record DataShare(
        DatasetSpec set,
        @Default("train") String split,
        @Default("1.0") @Range(above = 0) double share,
        @Default("1024") @Range(min = 2, max = 1 << 24) int maxTokens) {
    public DataShare {
        requireSplit(set, split);
    }

    @Rule(
            value = {"set", "split"},
            byKind = "set")
    static void requireSplit(DatasetSpec set, String split) {
        set.requireSplit(split);
    }
}
