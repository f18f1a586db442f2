package org.dllm.experiments.model;

import java.util.Arrays;
import java.util.List;

/**
 * Texts that may follow a context, as tokens.
 *
 * @param sequence identity passed to the gate
 * @param context at least one token
 * @param texts each at least one token
 */
@SuppressWarnings("ArrayRecordComponent") // many and short-lived; never compared
public record Continuations(long sequence, int[] context, List<int[]> texts) {
    public Continuations {
        texts = List.copyOf(texts);
        if (texts.isEmpty()) {
            throw new IllegalArgumentException(
                    "expected at least one continuation, but sequence %d has none"
                            .formatted(sequence));
        }
        if (context.length == 0) {
            throw new IllegalArgumentException(
                    "a context needs at least one token, but sequence %d has none"
                            .formatted(sequence));
        }
        for (int t = 0; t < texts.size(); t++) {
            if (texts.get(t).length == 0) {
                throw new IllegalArgumentException(
                        "a continuation needs at least one token, but number %d of sequence %d has none"
                                .formatted(t, sequence));
            }
        }
    }

    /**
     * Number of tokens with which all texts begin; they are read once. At least one token of each
     * text is left.
     */
    public int shared() {
        int[] first = texts.getFirst();
        int most = texts.stream().mapToInt(text -> text.length).min().orElse(1) - 1;
        for (int[] text : texts) {
            int differs = Arrays.mismatch(first, 0, most, text, 0, most);
            most = differs < 0 ? most : differs;
        }
        return most;
    }

    /**
     * Number of tokens that the model reads; a text's last token predicts nothing and is not read.
     */
    public int tokens() {
        int shared = shared();
        return context.length
                + shared
                + texts.stream().mapToInt(text -> text.length - 1 - shared).sum();
    }

    /**
     * The tokens that are read: the context, the shared beginning, then the rest of each text
     * without its last token.
     */
    public int[] ids() {
        int shared = shared();
        int[] ids = Arrays.copyOf(context, tokens());
        System.arraycopy(texts.getFirst(), 0, ids, context.length, shared);
        int[] starts = starts();
        for (int t = 0; t < starts.length; t++) {
            int[] text = texts.get(t);
            System.arraycopy(text, shared, ids, starts[t], text.length - 1 - shared);
        }
        return ids;
    }

    private int[] starts() {
        int shared = shared();
        var starts = new int[texts.size()];
        int at = context.length + shared;
        for (int t = 0; t < starts.length; t++) {
            starts[t] = at;
            at += texts.get(t).length - 1 - shared;
        }
        return starts;
    }

    Prompt prompt() {
        return new Prompt(sequence, ids(), new Branches(starts()), context.length);
    }
}
