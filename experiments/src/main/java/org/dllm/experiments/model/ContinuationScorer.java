package org.dllm.experiments.model;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.dllm.experiments.routing.Gate;

/**
 * Computes the log-likelihood of continuations. A context, and the beginning that its continuations
 * share, are computed once. Routing and eviction of each continuation do not depend on the others.
 */
public final class ContinuationScorer {

    /** Enough rows to keep a CPU busy in matrix products; a longer prompt forms its own batch. */
    private static final int TOKENS_PER_BATCH = 1024;

    private static final int TOKENS_PER_BATCH_ON_A_GPU = 16 * 1024;

    private final Decoder decoder;
    private final int tokensPerBatch;

    public ContinuationScorer(Decoder decoder) {
        this.decoder = decoder;
        boolean gpu = decoder.manager().getDevice().isGpu();
        tokensPerBatch = gpu ? TOKENS_PER_BATCH_ON_A_GPU : TOKENS_PER_BATCH;
    }

    /**
     * Scores all contexts. Contexts of similar length share a batch.
     *
     * @return scores in the order of {@code all}
     */
    public List<ContinuationScores> score(List<Continuations> all, Gate gate) {
        var scores = new ContinuationScores[all.size()];
        for (List<Integer> batch : batches(all)) {
            List<ContinuationScores> read = read(batch.stream().map(all::get).toList(), gate);
            for (int i = 0; i < read.size(); i++) {
                scores[batch.get(i)] = read.get(i);
            }
        }
        return List.of(scores);
    }

    private List<List<Integer>> batches(List<Continuations> all) {
        List<Integer> order =
                IntStream.range(0, all.size())
                        .boxed()
                        .sorted(Comparator.comparingInt(i -> all.get(i).tokens()))
                        .toList();
        var batches = new ArrayList<List<Integer>>();
        int tokens = tokensPerBatch;
        for (int i : order) {
            tokens += all.get(i).tokens();
            if (tokens > tokensPerBatch) {
                batches.add(new ArrayList<>());
                tokens = all.get(i).tokens();
            }
            batches.getLast().add(i);
        }
        return batches;
    }

    private List<ContinuationScores> read(List<Continuations> batch, Gate gate) {
        var packed = new PackedPrompts(batch.stream().map(Continuations::prompt).toList());
        try (NDManager scope = decoder.manager().newSubManager()) {
            var prefilled = decoder.prefill(packed, gate, 0, scope);
            var targets = new Targets(batch, packed.starts());
            var found =
                    decoder.likelihoods(
                            prefilled.x(),
                            scope.create(targets.at),
                            scope.create(
                                    targets.labels, new Shape(targets.at.length, targets.width)));
            float[] logP = found.logP().toFloatArray();
            requireNumbers(logP);
            float[] best = found.best().toFloatArray();
            List<Trace> traces =
                    packed.traces(
                            prefilled.executed(), decoder.config().layers(), decoder.evicts());
            var scores = new ArrayList<ContinuationScores>();
            for (int row = 0; row < batch.size(); row++) {
                scores.add(
                        new ContinuationScores(
                                targets.scores(row, batch.get(row), logP, best), traces.get(row)));
            }
            return scores;
        }
    }

    /** Without this check, the first of several choices would seem to be the likeliest. */
    private static void requireNumbers(float[] logP) {
        for (float value : logP) {
            if (Float.isNaN(value)) {
                throw new IllegalArgumentException(
                        "the model's logits are NaN, expected finite numbers: its weights are"
                                + " damaged or too large");
            }
        }
    }

    /**
     * The targets of a batch. For each context: one position per token of the shared beginning, one
     * position with the next token of every continuation, then one position per further token of
     * each continuation.
     */
    private static final class Targets {

        private final long[] at;
        private final int width;
        private final long[] labels;
        private final int[] first;

        /**
         * @param starts packed index of each row's first token
         */
        Targets(List<Continuations> batch, long[] starts) {
            int places = 0;
            first = new int[batch.size()];
            for (int row = 0; row < first.length; row++) {
                first[row] = places;
                places += 1 + batch.get(row).tokens() - batch.get(row).context().length;
            }
            width = batch.stream().mapToInt(c -> c.texts().size()).max().orElse(1);
            at = new long[places];
            labels = new long[places * width];
            for (int row = 0; row < first.length; row++) {
                fill(batch.get(row), first[row], starts[row] + batch.get(row).context().length - 1);
            }
        }

        /**
         * @param end packed index of the context's last token
         */
        private void fill(Continuations row, int from, long end) {
            int places = 1 + row.tokens() - row.context().length;
            for (int i = 0; i < places; i++) {
                at[from + i] = end + i;
            }
            int shared = row.shared();
            for (int p = 0; p < shared; p++) {
                label(from + p, row.texts().getFirst()[p]);
            }
            int place = from + shared;
            for (int t = 0; t < row.texts().size(); t++) {
                int[] text = row.texts().get(t);
                labels[(from + shared) * width + t] = text[shared];
                for (int p = shared + 1; p < text.length; p++) {
                    place++;
                    label(place, text[p]);
                }
            }
        }

        private void label(int place, int token) {
            Arrays.fill(labels, place * width, (place + 1) * width, token);
        }

        List<ContinuationScores.OneScore> scores(
                int row, Continuations of, float[] logP, float[] best) {
            var scores = new ArrayList<ContinuationScores.OneScore>();
            int shared = of.shared();
            double beginning = 0;
            boolean likeliest = true;
            int place = first[row];
            for (int p = 0; p < shared; p++, place++) {
                beginning += logP[place * width];
                likeliest &= logP[place * width] >= best[place];
            }
            int fork = place;
            for (int t = 0; t < of.texts().size(); t++) {
                int length = of.texts().get(t).length;
                double sum = beginning + logP[fork * width + t];
                boolean greedy = likeliest && logP[fork * width + t] >= best[fork];
                for (int p = shared + 1; p < length; p++) {
                    place++;
                    sum += logP[place * width];
                    greedy &= logP[place * width] >= best[place];
                }
                scores.add(new ContinuationScores.OneScore(sum, length, greedy));
            }
            return scores;
        }
    }
}
