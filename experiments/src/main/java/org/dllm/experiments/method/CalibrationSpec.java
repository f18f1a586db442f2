package org.dllm.experiments.method;

import org.dllm.experiments.data.DatasetSpec;
import org.dllm.experiments.spec.Default;
import org.dllm.experiments.spec.Range;
import org.dllm.experiments.spec.Rule;

/**
 * The text that a method measures the model on before training. Each row is a piece of a random
 * example, from a random place.
 *
 * @param rows number of rows, each from another example
 * @param tokens length of a row; shorter examples are left out
 * @param seed decides examples and places; independent of the run's seed, so that runs of several
 *     seeds read the same text
 */
public record CalibrationSpec(
        DatasetSpec set,
        @Default("train") String split,
        @Default("10") @Range(min = 1, max = 1 << 16) int rows,
        @Default("128") @Range(min = 2, max = 1 << 24) int tokens,
        @Default("1234") @Range(min = -Range.EXACT, max = Range.EXACT) long seed) {
    public CalibrationSpec {
        requireSplit(set, split);
    }

    @Rule(
            value = {"set", "split"},
            byKind = "set")
    static void requireSplit(DatasetSpec set, String split) {
        set.requireSplit(split);
    }
}
