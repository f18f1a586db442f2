package org.dllm.experiments.model;

/**
 * Tokens to be read.
 *
 * @param sequence identity given to the gate; the same sequence has the same one in any batch
 */
@SuppressWarnings("ArrayRecordComponent") // many and short-lived; compared by nobody
public record Prompt(long sequence, int[] ids) {
    public Prompt {
        if (ids.length == 0) {
            throw new IllegalArgumentException(
                    "a prompt needs at least one token, but sequence %d has none"
                            .formatted(sequence));
        }
    }
}
