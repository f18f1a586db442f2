package org.dllm.experiments.data;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** A source of examples. A new data set is one record and one name here. */
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "type")
public sealed interface DatasetSpec permits Gsm8k, Synthetic {

    /** The name in files and metrics, whatever the settings: {@code gsm8k}. */
    default String label() {
        return getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    /** Changes whenever prompts, answers or scoring change, so that results are not mixed. */
    String version();

    /** The names of the splits, whatever the settings. */
    List<String> splits();

    /** The largest number of examples of a split, if it is known before they are read. */
    default OptionalInt most(String split) {
        return OptionalInt.empty();
    }

    /**
     * Reads the examples of a split one at a time, in the set's own order. The caller closes the
     * stream.
     *
     * @param dataDir the folder that holds {@code data/}
     * @throws IllegalArgumentException the split is unknown or its file is missing; also thrown
     *     while the stream is consumed, with every invalid record of the file
     */
    Stream<Example> read(Path dataDir, String split, Template template);

    /** All examples of a split in the harness format, for sets that fit into memory. */
    default List<Example> load(Path dataDir, String split) {
        try (Stream<Example> examples = read(dataDir, split, Template.HARNESS)) {
            return examples.toList();
        }
    }

    /** How the set is evaluated unless a spec says otherwise. */
    DefaultTask defaultTask();

    /** How its completions are laid out. */
    ChainFormat format();

    /** Parts that the chain of an example of this family opens with before its first step. */
    default int openings(String family) {
        return 0;
    }

    /** The rules that extract an answer from a generated text; the first is the main one. */
    List<Filter> filters();

    /** Whether an extracted answer counts as the one in the set. */
    boolean accepts(String extracted, String gold);

    /** Generation in the harness format stops before the first of these texts. */
    default List<String> until() {
        return List.of();
    }

    /** The kind of one token's text. */
    default TokenClass tokenClass(String token) {
        return TokenClass.ofWords(token);
    }

    /** Fails unless there is such a split, in the words that a spec's errors have. */
    default void requireSplit(String split) {
        if (!splits().contains(split)) {
            throw new IllegalArgumentException(
                    "split to be one of %s, which %s has, but it is %s"
                            .formatted(String.join(", ", splits()), label(), split));
        }
    }
}
