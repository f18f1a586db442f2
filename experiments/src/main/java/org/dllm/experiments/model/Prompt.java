package org.dllm.experiments.model;

/**
 * Tokens for the model to read.
 *
 * @param sequence identity passed to the gate; it must not depend on the batch
 * @param branches layout of the tokens if they are several texts with a shared beginning
 * @param promptTokens number of tokens that a decision about the whole sequence may see
 */
@SuppressWarnings("ArrayRecordComponent") // many and short-lived; never compared
public record Prompt(long sequence, int[] ids, Branches branches, int promptTokens) {
    public Prompt {
        if (ids.length == 0) {
            throw new IllegalArgumentException(
                    "a prompt needs at least one token, but sequence %d has none"
                            .formatted(sequence));
        }
    }

    /** A prompt that is a single text. */
    public Prompt(long sequence, int[] ids) {
        this(sequence, ids, ids.length);
    }

    /** A prompt followed by some of its answer. */
    public Prompt(long sequence, int[] ids, int promptTokens) {
        this(sequence, ids, Branches.NONE, promptTokens);
    }
}
