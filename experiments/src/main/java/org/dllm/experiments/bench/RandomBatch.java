package org.dllm.experiments.bench;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.dllm.experiments.train.Sequence;
import org.dllm.experiments.train.TrainSpec;

/** Random sequences for timing. */
final class RandomBatch {

    private RandomBatch() {}

    /**
     * @param length number of input tokens; all except the first {@code prompt} have a target
     */
    static List<Sequence> of(long seed, int size, int length, int prompt, int vocabulary) {
        var random = new Random(seed);
        return IntStream.range(0, size)
                .mapToObj(i ->
                        new Sequence(
                                seed * size + i,
                                random.ints(length + 1L, 0, vocabulary).toArray(),
                                prompt))
                .toList();
    }

    static TrainSpec training(int batch) {
        return new TrainSpec(
                1,
                batch,
                1,
                new TrainSpec.OptimizerSpec("AdamW", 2.8e-4, 0.9, 0.95, 1e-8, 0.02),
                new TrainSpec.ScheduleSpec("constant", 0, 0),
                1,
                1,
                0,
                false);
    }
}
