package org.dllm.experiments.eval;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.dllm.experiments.data.WhiteSpace;
import org.dllm.experiments.model.tokenizer.Tokenizer;

/**
 * A context and its possible continuations, as tokens. As in lm-evaluation-harness, context and
 * continuation are encoded as one text; if the context alone has n tokens, the continuation is the
 * tokens after the first n.
 *
 * @param context at least one token
 * @param texts each at least one token
 */
@SuppressWarnings("ArrayRecordComponent") // many and short-lived; never compared
record EncodedChoices(int[] context, List<int[]> texts) {

    static EncodedChoices of(Tokenizer tokenizer, String context, List<String> continuations) {
        int end = withoutSpaces(context);
        String text = context.substring(0, end);
        String spaces = context.substring(end);
        int[] alone = text.isEmpty() ? new int[0] : begun(tokenizer, text);
        if (alone.length == 0) {
            return behindPrefix(tokenizer, spaces, continuations);
        }
        var texts = new ArrayList<int[]>();
        for (String continuation : continuations) {
            int[] whole = begun(tokenizer, text + spaces + continuation);
            // if both merge into fewer tokens than the context alone has, the harness defines no
            // result
            texts.add(
                    whole.length > alone.length
                            ? Arrays.copyOfRange(whole, alone.length, whole.length)
                            : requireTokens(tokenizer.encode(spaces + continuation), continuation));
        }
        return new EncodedChoices(alone, texts);
    }

    /** An empty context becomes the token that texts begin with. */
    private static EncodedChoices behindPrefix(
            Tokenizer tokenizer, String spaces, List<String> continuations) {
        int prefix = prefix(tokenizer);
        var texts = new ArrayList<int[]>();
        for (String continuation : continuations) {
            int[] ids = tokenizer.encode(spaces + continuation);
            boolean given = ids.length > 0 && ids[0] == prefix;
            int[] text = given ? Arrays.copyOfRange(ids, 1, ids.length) : ids;
            texts.add(requireTokens(text, continuation));
        }
        return new EncodedChoices(new int[] {prefix}, texts);
    }

    private static int[] requireTokens(int[] ids, String continuation) {
        if (ids.length == 0) {
            throw new IllegalArgumentException(
                    "expected a continuation of at least one token, but \"%s\" has none"
                            .formatted(continuation));
        }
        return ids;
    }

    /** Encodes a text with exactly one begin token if the model has one. */
    static int[] begun(Tokenizer tokenizer, String text) {
        int[] ids = tokenizer.encodePrompt(text);
        boolean twice = ids.length > 1 && ids[0] == ids[1] && isBegin(tokenizer, ids[0]);
        return twice ? Arrays.copyOfRange(ids, 1, ids.length) : ids;
    }

    private static boolean isBegin(Tokenizer tokenizer, int id) {
        return tokenizer.bos().isPresent() && tokenizer.bos().getAsInt() == id;
    }

    /** The token before a text without context: the begin token, or else the end token. */
    static int prefix(Tokenizer tokenizer) {
        return tokenizer
                .bos()
                .orElseGet(() ->
                        tokenizer
                                .eos()
                                .orElseThrow(() ->
                                        new IllegalArgumentException(
                                                "a text without a context needs a begin or an end"
                                                    + " token, but the tokenizer has neither")));
    }

    private static int withoutSpaces(String text) {
        int end = text.length();
        while (end > 0 && WhiteSpace.is(text.charAt(end - 1))) {
            end--;
        }
        return end;
    }
}
