package org.dllm.experiments.eval;

import org.dllm.experiments.data.Example;

/** An example as tokens, ready to be answered. */
public interface Question {

    /** Place of the example in its split, from 0; routers and gates know the sequence by it. */
    int index();

    Example example();

    /** Tokens of the whole example; batches hold questions of similar length. */
    int tokens();

    /** How much of it a model with room for {@code context} tokens reads. */
    Fit fit(int context);

    /** How much of a question fits into a model's context. */
    enum Fit {
        WHOLE,
        PARTLY,
        NOT
    }
}
