package org.dllm.experiments.data;

/** Where the examples in a prompt come from. */
public record ShotSource(String split, Order order) {

    /** How lm-evaluation-harness chooses the examples of a question. */
    public enum Order {
        /** The first examples of the question's family. */
        FIRST,
        /** Drawn at random for each question. */
        DRAWN,
        /**
         * One more is drawn and the question itself is left out. The harness does so for tasks
         * without a test split.
         */
        DRAWN_WITH_SPARE
    }
}
