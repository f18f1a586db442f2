package org.dllm.experiments.data;

import java.util.Arrays;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * An example as token ids. A model is trained to predict the tokens from {@code promptTokens} on:
 * the completion and the end token.
 *
 * @param ids begin token where the model has one, prompt, completion, end token
 * @param promptTokens how many of {@code ids} are given: begin token and prompt
 */
@SuppressWarnings("ArrayRecordComponent") // one array per example; never compared
public record Encoded(int[] ids, int promptTokens) {

    /** Prompt and completion are encoded apart, so that the prompt's ids are those it has alone. */
    public static Encoded of(
            Example example, Function<String, int[]> encode, OptionalInt bos, int eos) {
        int[] prompt = encode.apply(example.prompt());
        int[] completion = encode.apply(example.completion());
        int first = bos.isPresent() ? 1 : 0;
        int[] ids = new int[first + prompt.length + completion.length + 1];
        bos.ifPresent(id -> ids[0] = id);
        System.arraycopy(prompt, 0, ids, first, prompt.length);
        System.arraycopy(completion, 0, ids, first + prompt.length, completion.length);
        ids[ids.length - 1] = eos;
        return new Encoded(ids, first + prompt.length);
    }

    /** Begin token and prompt. */
    public int[] prompt() {
        return Arrays.copyOf(ids, promptTokens);
    }

    /** Completion and end token. */
    public int[] completion() {
        return Arrays.copyOfRange(ids, promptTokens, ids.length);
    }
}
