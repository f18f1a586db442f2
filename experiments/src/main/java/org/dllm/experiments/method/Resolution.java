package org.dllm.experiments.method;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a run decided from data, and which data. It is part of the manifest. Later attempts,
 * evaluation and published models read it instead of deciding again.
 *
 * @param removed the blocks that the model loses; null unless the method removes blocks
 */
public record Resolution(@Nullable Removed removed) {

    /** The resolution of a method that its spec determines. */
    public static final Resolution NONE = new Resolution(null);

    /**
     * Removed blocks.
     *
     * @param blocks the removed ones, in the order of removal
     * @param order all blocks that may be removed, in the order of removal
     * @param scores importance of every block of the model
     */
    public record Removed(
            List<Integer> blocks, List<Integer> order, List<Double> scores, Source source) {
        public Removed {
            blocks = List.copyOf(blocks);
            order = List.copyOf(order);
            scores = List.copyOf(scores);
        }
    }

    /**
     * The data that a decision was made from.
     *
     * @param text for people: {@code 10 rows of 128 tokens of wikitext2/train, seed 1234}
     * @param sha256 hash of the token ids
     */
    public record Source(String text, String sha256) {}
}
