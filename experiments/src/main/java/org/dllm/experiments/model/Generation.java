package org.dllm.experiments.model;

import java.util.Locale;

/**
 * A model's answer to a prompt.
 *
 * @param ids generated tokens, including the stop token
 * @param trace layers executed by the prompt and by the generated tokens
 * @param finish why generation ended
 * @param kvBytes allocated bytes of the batch's KV cache at its end, per sequence of the batch
 */
@SuppressWarnings("ArrayRecordComponent") // many and short-lived; never compared
public record Generation(int[] ids, Trace trace, Finish finish, long kvBytes) {

    /** Why a generation ended. If several reasons apply, the first constant wins. */
    public enum Finish {
        /** A stop token was generated. */
        STOP,
        /** The requested number of tokens was generated. */
        LENGTH,
        /** The model's context is full: the last token has no position. */
        CONTEXT;

        /** For programs: {@code stop}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
