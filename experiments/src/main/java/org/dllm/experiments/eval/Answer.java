package org.dllm.experiments.eval;

import java.util.List;
import java.util.OptionalDouble;
import org.dllm.experiments.data.Example;

/** A model's answer to one example: one line of the task's answers file. */
public sealed interface Answer permits ChosenAnswer, GeneratedAnswer, ScoredText {

    /** Index of the example in its split, from 0. */
    int index();

    Example example();

    /** The sequences that the task's costs are computed from. */
    List<Reading> computed();

    /**
     * The set's own texts as the model read them. Layer activity is counted over these, so that
     * every method is counted over the same tokens.
     */
    default List<Reading> texts() {
        return computed();
    }

    /** Tokens cut from the left of the context because they exceed the model's context. */
    default int cut() {
        return 0;
    }

    /** The answer as text, under the task's primary metric. */
    String text(String metric);

    /** Whether the answer is correct under the task's primary metric. */
    boolean correct(String metric);

    /**
     * The example's part of the task's primary metric: 1 or 0 for shares of correct answers, the
     * mean −log p per token for perplexities. Empty for costs, and if the example was not scored.
     */
    OptionalDouble score(String metric);
}
