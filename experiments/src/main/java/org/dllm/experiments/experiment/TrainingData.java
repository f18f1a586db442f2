package org.dllm.experiments.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.dllm.experiments.data.DataShare;
import org.dllm.experiments.model.tokenizer.Tokenizer;
import org.dllm.experiments.train.TrainingSet;

/**
 * The tokenised training examples of a run.
 *
 * @param hashes of each set's content and prompts, by index, label and split
 * @param longest number of ids of the longest example
 */
record TrainingData(List<TrainingSet> sets, SortedMap<String, String> hashes, int longest) {

    private static final int EXAMPLES_PER_TICK = 256;
    private static final long PROGRESS_MILLIS = 1000;

    /**
     * Prepares the sets of the mix one after the other; the heap holds one example at a time.
     *
     * @param context the model's context; longer examples are left out too
     */
    static TrainingData load(
            List<DataShare> shares, Workspace workspace, Tokenizer tokenizer, int context) {
        return new Loading(workspace, tokenizer, context).load(shares);
    }

    private static final class Loading {
        private final Workspace workspace;
        private final TokenCache cache;
        private final int context;
        private final SortedMap<String, String> hashes = new TreeMap<>();

        private Loading(Workspace workspace, Tokenizer tokenizer, int context) {
            this.workspace = workspace;
            this.context = context;
            cache = new TokenCache(workspace, tokenizer);
        }

        private TrainingData load(List<DataShare> shares) {
            List<Selected> selected =
                    IntStream.range(0, shares.size())
                            .mapToObj(i -> select(i, shares.get(i)))
                            .toList();
            if (shares.size() > 1) {
                logMix(shares, selected);
            }
            var sets = new ArrayList<TrainingSet>();
            for (int i = 0; i < shares.size(); i++) {
                sets.add(new TrainingSet(shares.get(i).share(), selected.get(i)));
            }
            int longest = selected.stream().mapToInt(Selected::longest).max().orElse(0);
            return new TrainingData(sets, hashes, longest);
        }

        private Selected select(int place, DataShare share) {
            String name = share.set().label() + "/" + share.split();
            TokenFile all = prepare(share);
            String key = place + " " + name;
            TokenFacts facts = TokenFacts.read(all.facts());
            hashes.put(key, facts.content());
            hashes.put(
                    key + " prompts",
                    "%s, version %s, %s"
                            .formatted(share.template(), share.set().version(), facts.prompts()));
            share.set()
                    .warnings(workspace.dataDir(), share.split())
                    .forEach(warning -> log("WARN", warning));
            share.set()
                    .maxExamples(share.split())
                    .ifPresent(wanted -> {
                        if (all.size() < wanted) {
                            log(
                                    "WARN",
                                    "%s: expected %d examples, but there are %d"
                                            .formatted(name, wanted, all.size()));
                        }
                    });
            int most = Math.min(share.maxTokens(), context + 1);
            var kept = new Selected(all, share.set().texts(), share.minTokens(), most);
            if (kept.isEmpty()) {
                throw new IllegalArgumentException(
                        "data[%d]: expected examples of %sat most %d tokens in %s, but %s"
                                .formatted(
                                        place,
                                        share.minTokens() > 1
                                                ? "at least %d and ".formatted(share.minTokens())
                                                : "",
                                        most,
                                        name,
                                        all.isEmpty()
                                                ? "it has none at all"
                                                : "the shortest of its %d has %d"
                                                        .formatted(all.size(), kept.shortest())));
            }
            warnLeftOut(name, kept, all.size(), share.minTokens(), most);
            log("INFO", "%s: %,d examples, %,d tokens".formatted(name, kept.size(), kept.tokens()));
            return kept;
        }

        private void warnLeftOut(String name, Selected kept, int there, int least, int most) {
            if (kept.tooLong() > 0) {
                log(
                        "INFO",
                        "%s: %d of %d examples are longer than %d tokens and left out"
                                .formatted(name, kept.tooLong(), there, most));
            }
            if (kept.tooShort() > 0) {
                log(
                        "INFO",
                        "%s: %d examples are shorter than %d tokens and left out"
                                .formatted(name, kept.tooShort(), least));
            }
        }

        private TokenFile prepare(DataShare share) {
            var rate = new MovingRate(workspace.clock().millis(), 0);
            long[] last = {workspace.clock().millis()};
            int total = share.set().maxExamples(share.split()).orElse(0);
            return cache.get(
                    share,
                    done -> {
                        long now = done % EXAMPLES_PER_TICK == 0 ? workspace.clock().millis() : 0;
                        boolean complete = done > 0 && done == total;
                        if (now - last[0] >= PROGRESS_MILLIS || complete) {
                            last[0] = workspace.clock().millis();
                            workspace
                                    .events()
                                    .accept(
                                            new RunEvent.Progress(
                                                    "prepare",
                                                    done,
                                                    Math.max(done, total),
                                                    rate.at(last[0], done)));
                        }
                    });
        }

        /** Logs each set's expected share of the drawn sequences and of their tokens. */
        private void logMix(List<DataShare> shares, List<Selected> selected) {
            double total = shares.stream().mapToDouble(DataShare::share).sum();
            double[] tokens = new double[shares.size()];
            for (int i = 0; i < tokens.length; i++) {
                double mean = selected.get(i).tokens() / (double) selected.get(i).size();
                tokens[i] = shares.get(i).share() * mean;
            }
            double all = java.util.Arrays.stream(tokens).sum();
            for (int i = 0; i < tokens.length; i++) {
                DataShare share = shares.get(i);
                log(
                        "INFO",
                        String.format(
                                Locale.ROOT,
                                "mix: data[%d] %s/%s with %d to %d tokens should be %.1f %% of the"
                                        + " sequences and %.1f %% of the tokens",
                                i,
                                share.set().label(),
                                share.split(),
                                share.minTokens(),
                                share.maxTokens(),
                                100 * share.share() / total,
                                100 * tokens[i] / all));
            }
        }

        private void log(String level, String line) {
            workspace.events().accept(new RunEvent.Log(level, line));
        }
    }

    /** The largest number of input tokens of an example. The last token is only a target. */
    int longestRead() {
        return Math.max(0, longest - 1);
    }
}
