package org.dllm.experiments.data;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/** A source of examples. A new data set is one record and one name here. */
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "type")
public sealed interface DatasetSpec permits Gsm8k, Synthetic {

    /** What it is called in files and metrics, whatever its settings: {@code gsm8k}. */
    String label();

    /** The splits there are, whatever the settings. */
    List<String> splits();

    /** How many examples a split has at most, where that is known before they are loaded. */
    default OptionalInt most(String split) {
        return OptionalInt.empty();
    }

    /**
     * The examples of a split, in the set's own order.
     *
     * @param dataDir the folder that holds {@code data/}
     * @throws IllegalArgumentException no such split, or its file is absent or damaged
     */
    List<Example> load(Path dataDir, String split);

    /** How its completions are laid out. */
    ChainFormat format();

    /** Parts that the chain of an example of this family opens with before its first step. */
    default int openings(String family) {
        return 0;
    }

    /** The final answer that a completion gives, in the form that {@link #accepts} compares. */
    String answerIn(String completion);

    /** Whether a given answer is as good as the one in the set. */
    boolean accepts(String answer, String gold);

    /** The kind of one token's text. */
    TokenClass tokenClass(String token);

    /** Fails unless there is such a split, in the words that a spec's errors have. */
    default void requireSplit(String split) {
        if (!splits().contains(split)) {
            throw new IllegalArgumentException(
                    "split to be one of %s, which %s has, but it is %s"
                            .formatted(String.join(", ", splits()), label(), split));
        }
    }
}
