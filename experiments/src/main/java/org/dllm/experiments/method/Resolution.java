package org.dllm.experiments.method;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a run decided from data, and which data. It is part of the manifest. Later attempts,
 * evaluation and published models read it instead of deciding again.
 *
 * @param removed the blocks that the model loses; null unless the method removes blocks
 * @param kept the layers that execute; null unless the method searches for them
 * @param exit the classifier of early exits; null unless the method fits one
 */
public record Resolution(
        @Nullable Removed removed,
        @Nullable Kept kept,
        @Nullable @JsonInclude(JsonInclude.Include.NON_NULL) Exit exit) {

    /** The resolution of a method that its spec determines. */
    public static final Resolution NONE = new Resolution(null, null, null);

    static Resolution of(Removed removed) {
        return new Resolution(removed, null, null);
    }

    static Resolution of(Kept kept) {
        return new Resolution(null, kept, null);
    }

    /** This resolution with a fitted classifier. */
    Resolution with(Exit fitted) {
        return new Resolution(removed, kept, fitted);
    }

    /**
     * The layers that execute.
     *
     * @throws IllegalArgumentException the run has chosen none
     */
    Kept requireKept() {
        if (kept == null) {
            throw new IllegalArgumentException(
                    "expected the layers that the run chose, but its resolution has none");
        }
        return kept;
    }

    /** One line for the log; empty if nothing was decided. */
    public String text() {
        return Stream.of(
                        Optional.ofNullable(removed).map(Removed::text),
                        Optional.ofNullable(kept).map(Kept::text),
                        Optional.ofNullable(exit).map(Exit::text))
                .flatMap(Optional::stream)
                .collect(Collectors.joining("; "));
    }

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

        private String text() {
            return "removes the blocks %s; order %s; scores %s"
                    .formatted(blocks, order, scores.stream().map(Resolution::shown).toList());
        }
    }

    /**
     * Layers that execute.
     *
     * @param layers ascending
     * @param tried sets that were compared, the chosen one first
     */
    public record Kept(List<Integer> layers, List<Candidate> tried, Source source) {
        public Kept {
            layers = List.copyOf(layers);
            tried = List.copyOf(tried);
        }

        private String text() {
            return "keeps the layers %s; tried %s"
                    .formatted(
                            layers,
                            tried.stream()
                                    .map(one -> one.layers() + " " + shown(one.nll()))
                                    .collect(Collectors.joining(", ")));
        }
    }

    /**
     * A set of layers.
     *
     * @param nll mean negative log-likelihood of the text
     */
    public record Candidate(List<Integer> layers, double nll) {
        public Candidate {
            layers = List.copyOf(layers);
        }
    }

    /**
     * A fitted classifier of early exits.
     *
     * @param label what it predicts
     * @param weights its arrays in the order of its network, row-major float32, little-endian,
     *     Base64
     * @param samples number of fitted samples: tokens times layers with the head
     * @param positives share of the samples with label 1
     * @param accuracy share of the samples that the classifier labels correctly at a probability of
     *     1/2
     */
    public record Exit(
            String label,
            String weights,
            int samples,
            double positives,
            double accuracy,
            Source source) {

        private String text() {
            return "fits an exit classifier on %s: %d samples, %s of them positive, accuracy %s"
                    .formatted(source.text(), samples, shown(positives), shown(accuracy));
        }
    }

    private static String shown(double score) {
        return String.format(Locale.ROOT, "%.6g", score);
    }

    /**
     * The data that a decision was made from.
     *
     * @param text for people: {@code 10 rows of 128 tokens of wikitext2/train, seed 1234}
     * @param sha256 hash of the token ids
     */
    public record Source(String text, String sha256) {}
}
