package org.dllm.experiments.eval;

import org.dllm.experiments.data.Example;

/** An example as tokens, ready to be answered. */
public interface Question {

    /**
     * Index of the example in its split, from 0. Routers and gates use it to identify the sequence.
     */
    int index();

    Example example();

    /** Number of tokens of the whole example. Batches hold questions of similar length. */
    int tokens();

    /** How much of the question a model with {@code context} tokens reads. */
    Fit fit(int context);

    /** How much of a question fits into a model's context. */
    enum Fit {
        WHOLE,
        PARTLY,
        NOT
    }
}
