package org.dllm.experiments.data;

import java.util.Arrays;
import java.util.function.Function;

/**
 * An example as token ids. A model is trained to predict the tokens from {@code promptTokens} on:
 * the completion and the end token.
 *
 * @param ids prompt with the begin token if the model uses one, completion, end token
 * @param promptTokens number of given ids: those of the prompt, including a begin token if the
 *     model has one
 */
@SuppressWarnings("ArrayRecordComponent") // one array per example; never compared
public record EncodedExample(int[] ids, int promptTokens) {

    /**
     * Encodes prompt and completion separately, so that the prompt's ids do not depend on the
     * completion.
     *
     * @param begin encodes the beginning of a text
     * @param goOn encodes a continuation
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

    /** The ids of the prompt. */
    public int[] prompt() {
        return Arrays.copyOf(ids, promptTokens);
    }

    /** The ids of the completion and the end token. */
    public int[] completion() {
        return Arrays.copyOfRange(ids, promptTokens, ids.length);
    }
}
