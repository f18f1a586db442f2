package org.dllm.experiments.experiment;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dllm.experiments.data.DataShare;
import org.dllm.experiments.train.Batches;

/**
 * What a run drew from each entry of its training mix. A text that is longer than {@code maxTokens}
 * is drawn in pieces; each piece counts as one document.
 */
final class DrawnMix {

    private final List<DataShare> shares;
    private final long[] documents;
    private final long[] tokens;
    private final int shortMost;
    private long shortDocuments;
    private long shortTokens;

    private DrawnMix(List<DataShare> shares) {
        this.shares = shares;
        documents = new long[shares.size()];
        tokens = new long[shares.size()];
        shortMost = shares.stream().mapToInt(DataShare::maxTokens).min().orElse(0);
    }

    /**
     * Repeats the first draws of a run.
     *
     * @param batches at their beginning
     */
    static DrawnMix of(List<DataShare> shares, Batches batches, long draws) {
        var mix = new DrawnMix(shares);
        while (batches.drawn() < draws) {
            Batches.Draw draw = batches.draw();
            mix.add(draw.set(), draw.tokens().ids().length);
        }
        return mix;
    }

    private void add(int entry, int length) {
        documents[entry]++;
        tokens[entry] += length;
        if (length <= shortMost) {
            shortDocuments++;
            shortTokens += length;
        }
    }

    /** Shares from 0 to 1 by metric; empty if there is only one entry or nothing was drawn. */
    Map<String, Double> metrics() {
        var metrics = new TreeMap<String, Double>();
        if (shares.size() > 1 && all(documents) > 0) {
            for (int i = 0; i < documents.length; i++) {
                String key = "train/mix/%d_%s/".formatted(i, shares.get(i).set().label());
                metrics.put(key + "share_of_documents", (double) documents[i] / all(documents));
                metrics.put(key + "share_of_tokens", (double) tokens[i] / all(tokens));
            }
        }
        return metrics;
    }

    /** One line per entry for the log, and one about short documents; empty like the metrics. */
    List<String> lines() {
        if (metrics().isEmpty()) {
            return List.of();
        }
        double total = shares.stream().mapToDouble(DataShare::share).sum();
        var lines =
                IntStream.range(0, documents.length)
                        .mapToObj(i ->
                                line(
                                        "data[%d] %s/%s with %d to %d tokens"
                                                .formatted(
                                                        i,
                                                        shares.get(i).set().label(),
                                                        shares.get(i).split(),
                                                        shares.get(i).minTokens(),
                                                        shares.get(i).maxTokens()),
                                        documents[i],
                                        tokens[i],
                                        String.format(
                                                Locale.ROOT,
                                                ", configured %.1f %%",
                                                100 * shares.get(i).share() / total)));
        var brief =
                line("of at most %d tokens".formatted(shortMost), shortDocuments, shortTokens, "");
        return Stream.concat(lines, Stream.of(brief)).toList();
    }

    private String line(String part, long documents, long tokens, String configured) {
        return String.format(
                Locale.ROOT,
                "mix drawn: %s: %,d of %,d documents (%.1f %%%s), %,d of %,d tokens (%.1f %%)",
                part,
                documents,
                all(this.documents),
                100.0 * documents / all(this.documents),
                configured,
                tokens,
                all(this.tokens),
                100.0 * tokens / all(this.tokens));
    }

    private static long all(long[] counts) {
        return Arrays.stream(counts).sum();
    }
}
