package org.dllm.experiments.train;

/**
 * A training sequence.
 *
 * @param id number of the draw in the run; it selects the noise, which so does not depend on the
 *     batch layout
 * @param ids prompt, completion and end token
 * @param promptTokens number of prompt tokens, which are not targets
 */
@SuppressWarnings("ArrayRecordComponent") // one array per example; never compared
public record Sequence(long id, int[] ids, int promptTokens) {

    /** Number of input tokens: all except the last, which is only a target. */
    int inputs() {
        return ids.length - 1;
    }

    /** The first position whose next token is a target. */
    int firstRow() {
        return Math.max(promptTokens, 1) - 1;
    }

    int targets() {
        return inputs() - firstRow();
    }
}
