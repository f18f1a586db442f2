package org.dllm.experiments.train;

/**
 * One sequence of a batch.
 *
 * @param id which draw of the run it is, so that noise belongs to it wherever it stands in a batch
 * @param ids prompt, completion and the token that ends it
 * @param promptTokens how many of them are given, not learnt
 */
@SuppressWarnings("ArrayRecordComponent") // one array per example; never compared
public record Sequence(long id, int[] ids, int promptTokens) {

    /** Tokens that go in: the last one is only ever a target. */
    int inputs() {
        return ids.length - 1;
    }

    /** The first position whose next token is learnt. */
    int firstRow() {
        return Math.max(promptTokens, 1) - 1;
    }

    int targets() {
        return inputs() - firstRow();
    }
}
