package org.dllm.experiments.data;

import java.util.Arrays;
import java.util.function.Function;

/**
 * An example as token ids. A model is trained to predict the tokens from {@code promptTokens} on:
 * the completion and the end token.
 *
 * @param ids prompt as the model wants a text to begin, completion, end token
 * @param promptTokens how many of {@code ids} are given: the prompt's, a begin token among them
 *     where the model has one
 */
@SuppressWarnings("ArrayRecordComponent") // one array per example; never compared
public record EncodedExample(int[] ids, int promptTokens) {

    /**
     * Prompt and completion are encoded apart, so that the prompt's ids are those it has alone.
     *
     * @param begin encodes what a text begins with
     * @param goOn encodes what follows
     */
    public static EncodedExample of(
            Example example, Function<String, int[]> begin, Function<String, int[]> goOn, int eos) {
        int[] prompt = begin.apply(example.prompt());
        int[] completion = goOn.apply(example.completion());
        int[] ids = Arrays.copyOf(prompt, prompt.length + completion.length + 1);
        System.arraycopy(completion, 0, ids, prompt.length, completion.length);
        ids[ids.length - 1] = eos;
        return new EncodedExample(ids, prompt.length);
    }

    /** What is given. */
    public int[] prompt() {
        return Arrays.copyOf(ids, promptTokens);
    }

    /** Completion and end token. */
    public int[] completion() {
        return Arrays.copyOfRange(ids, promptTokens, ids.length);
    }
}
