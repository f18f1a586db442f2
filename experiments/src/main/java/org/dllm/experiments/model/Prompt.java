package org.dllm.experiments.model;

/**
 * Tokens to be read.
 *
 * @param sequence identity given to the gate; the same sequence has the same one in any batch
 * @param branches how the tokens are laid out where they are several texts with one beginning
 */
@SuppressWarnings("ArrayRecordComponent") // many and short-lived; compared by nobody
public record Prompt(long sequence, int[] ids, Branches branches) {
    public Prompt {
        if (ids.length == 0) {
            throw new IllegalArgumentException(
                    "a prompt needs at least one token, but sequence %d has none"
                            .formatted(sequence));
        }
    }

    /** One text. */
    public Prompt(long sequence, int[] ids) {
        this(sequence, ids, Branches.NONE);
    }
}
