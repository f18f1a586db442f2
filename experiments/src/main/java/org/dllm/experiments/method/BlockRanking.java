package org.dllm.experiments.method;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Importance of each block (layer) of a model.
 *
 * @param scores by block; a block with a small score is removed first
 */
public record BlockRanking(List<Double> scores) {

    /** Number of first blocks that {@link #orderKeepingEnds} never removes. */
    private static final int FIRST = 4;

    /** Number of last blocks that {@link #orderKeepingEnds} never removes. */
    private static final int LAST = 2;

    public BlockRanking {
        scores = List.copyOf(scores);
        for (int block = 0; block < scores.size(); block++) {
            if (!Double.isFinite(scores.get(block))) {
                throw new IllegalArgumentException(
                        "expected a finite score for block %d, found %s: the model's weights are damaged or too large"
                                .formatted(block, scores.get(block)));
            }
        }
    }

    /** All blocks in the order of their removal. */
    public List<Integer> order() {
        return IntStream.range(0, scores.size())
                .boxed()
                .sorted(Comparator.comparingDouble(scores::get))
                .toList();
    }

    /** The largest number of blocks that can be removed from a model. */
    static int removable(int layers, boolean keepEnds) {
        return Math.max(0, layers - (keepEnds ? FIRST + LAST : 1));
    }

    /**
     * The order of removal without the first four and the last two blocks, which the "+" variants
     * of Shortened LLaMA never remove.
     */
    public List<Integer> orderKeepingEnds() {
        return order().stream()
                .filter(block -> block >= FIRST && block < scores.size() - LAST)
                .toList();
    }
}
