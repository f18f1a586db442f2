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

    /** Whether a model with {@code context} tokens reads only the end of the prompt. */
    boolean isCut(int context);

    /** Whether a model with {@code context} tokens scores the set's own completion. */
    default boolean isScored(int context) {
        return true;
    }
}
