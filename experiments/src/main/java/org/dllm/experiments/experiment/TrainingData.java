package org.dllm.experiments.experiment;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.dllm.experiments.data.ContentHash;
import org.dllm.experiments.data.DataShare;
import org.dllm.experiments.data.Encoded;
import org.dllm.experiments.data.Example;
import org.dllm.experiments.model.tokenizer.Tokenizer;
import org.dllm.experiments.train.TrainingSet;

/**
 * The examples that a run trains on, as tokens.
 *
 * @param hashes of each set's content, by label and split
 */
record TrainingData(List<TrainingSet> sets, SortedMap<String, String> hashes) {

    /**
     * @param context longer examples cannot be trained on either
     */
    static TrainingData load(
            List<DataShare> shares,
            Path dataDir,
            Tokenizer tokenizer,
            int context,
            Consumer<RunEvent> events) {
        var sets = new ArrayList<TrainingSet>();
        var hashes = new TreeMap<String, String>();
        for (int i = 0; i < shares.size(); i++) {
            DataShare share = shares.get(i);
            List<Example> examples = share.set().load(dataDir, share.split());
            String name = share.set().label() + "/" + share.split();
            hashes.put(i + " " + name, ContentHash.of(examples));
            int there = examples.size();
            share.set()
                    .most(share.split())
                    .ifPresent(wanted -> {
                        if (there < wanted) {
                            log(
                                    events,
                                    "WARN",
                                    "%s: %d examples are wanted, but there are %d"
                                            .formatted(name, wanted, there));
                        }
                    });
            int most = Math.min(share.maxTokens(), context + 1);
            List<Encoded> encoded = encode(examples, tokenizer);
            List<Encoded> kept = encoded.stream().filter(e -> e.ids().length <= most).toList();
            if (kept.size() < encoded.size()) {
                log(
                        events,
                        "INFO",
                        "%s: %d of %d examples are longer than %d tokens and left out"
                                .formatted(
                                        name, encoded.size() - kept.size(), encoded.size(), most));
            }
            if (kept.isEmpty()) {
                throw new IllegalArgumentException(
                        "data[%d]: expected examples of at most %d tokens in %s, but %s"
                                .formatted(
                                        i,
                                        most,
                                        name,
                                        encoded.isEmpty()
                                                ? "it has none at all"
                                                : "the shortest of its %d has %d"
                                                        .formatted(
                                                                encoded.size(),
                                                                shortest(encoded))));
            }
            long tokens = kept.stream().mapToLong(e -> e.ids().length).sum();
            log(
                    events,
                    "INFO",
                    "%s: %,d examples, %,d tokens".formatted(name, kept.size(), tokens));
            sets.add(new TrainingSet(share.share(), kept));
        }
        return new TrainingData(sets, hashes);
    }

    /** Most tokens that one example has the model read: the last is only ever a target. */
    int longestRead() {
        return sets.stream()
                .flatMap(set -> set.examples().stream())
                .mapToInt(example -> example.ids().length - 1)
                .max()
                .orElse(0);
    }

    private static void log(Consumer<RunEvent> events, String level, String line) {
        events.accept(new RunEvent.Log(level, line));
    }

    private static int shortest(List<Encoded> encoded) {
        return encoded.stream().mapToInt(e -> e.ids().length).min().orElse(0);
    }

    private static List<Encoded> encode(List<Example> examples, Tokenizer tokenizer) {
        int eos =
                tokenizer
                        .eos()
                        .orElseThrow(() ->
                                new IllegalArgumentException(
                                        "training needs a tokenizer with an end token"));
        return examples.stream()
                .map(example ->
                        Encoded.of(example, tokenizer::encodePrompt, tokenizer::encode, eos))
                .toList();
    }
}
