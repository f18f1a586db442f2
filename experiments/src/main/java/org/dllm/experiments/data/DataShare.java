package org.dllm.experiments.data;

import org.dllm.experiments.spec.AllowedValues;
import org.dllm.experiments.spec.Default;
import org.dllm.experiments.spec.Range;
import org.dllm.experiments.spec.Rule;

/**
 * One data set in the training mix.
 *
 * @param share weight in the mix; shares are normalised to a sum of 1
 * @param maxTokens longer questions are left out and counted; longer texts are cut into pieces
 * @param minTokens shorter examples are left out and counted
 * @param template format of the prompts, see {@link Template}
 */
public record DataShare(
        DatasetSpec set,
        @Default("train") String split,
        @Default("1.0") @Range(above = 0) double share,
        @Default("1024") @Range(min = 2, max = 1 << 24) int maxTokens,
        @Default("1") @Range(min = 1, max = 1 << 24) int minTokens,
        @Default("harness") @AllowedValues({"harness", "paper"}) String template) {
    public DataShare {
        requireOrder(minTokens, maxTokens);
        requireSplit(set, split);
    }

    @Rule({"minTokens", "maxTokens"})
    static void requireOrder(int minTokens, int maxTokens) {
        if (minTokens > maxTokens) {
            throw new IllegalArgumentException(
                    "minTokens to be at most maxTokens, but they are %d and %d"
                            .formatted(minTokens, maxTokens));
        }
    }

    @Rule(
            value = {"set", "split"},
            byKind = "set")
    static void requireSplit(DatasetSpec set, String split) {
        set.requireSplit(split);
    }
}
