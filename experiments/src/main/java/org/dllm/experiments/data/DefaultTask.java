package org.dllm.experiments.data;

/**
 * How a data set is evaluated unless a spec says otherwise.
 *
 * @param name the task's name in lm-evaluation-harness, or the set's label if it has none there
 * @param split the split for reported results
 */
public record DefaultTask(String name, Kind kind, String split) {

    /** How the model processes an example. */
    public enum Kind {
        /** Continues the prompt freely; the answer is extracted from the text. */
        GENERATE,
        /** Scores each given choice. */
        CHOOSE,
        /** Scores the completion, or the text if there is no prompt. */
        LIKELIHOOD
    }
}
