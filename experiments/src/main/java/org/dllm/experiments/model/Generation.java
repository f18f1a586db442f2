package org.dllm.experiments.model;

import java.util.Locale;

/**
 * What a model said to a prompt.
 *
 * @param ids generated tokens; the one that stopped it is the last
 * @param trace of the prompt and the generated tokens
 * @param finish why it says no more
 */
@SuppressWarnings("ArrayRecordComponent") // many and short-lived; compared by nobody
public record Generation(int[] ids, Trace trace, Finish finish) {

    /** What ended a generation; of several the first. */
    public enum Finish {
        /** A token that stops it. */
        STOP,
        /** As many tokens as were wanted. */
        LENGTH,
        /** The model's context: what it said last has no place to be read at. */
        CONTEXT;

        /** For programs: {@code stop}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
