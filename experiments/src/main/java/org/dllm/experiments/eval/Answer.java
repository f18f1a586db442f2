package org.dllm.experiments.eval;

import java.util.List;
import org.dllm.experiments.data.Example;

/** What a model made of one example: one line of the task's answers file. */
public sealed interface Answer permits ChosenAnswer, GeneratedAnswer, ScoredText {

    /** Place of the example in its split, from 0. */
    int index();

    Example example();

    /** The sequences whose computation the task's costs are counted over. */
    List<Reading> computed();

    /**
     * The set's own texts as the model read them. Layer activity is counted over these, so that
     * every method is counted over the same tokens.
     */
    List<Reading> texts();

    /** Tokens that the context lost on its left because the model has no room for them. */
    default int cut() {
        return 0;
    }

    /** What the model answered, as text. */
    String text();

    /** Whether the answer counts as right under the task's primary metric. */
    boolean correct();
}
