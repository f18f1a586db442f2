package org.dllm.experiments.model;

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
     * Number of tokens that the model reads; a text's last token predicts nothing and is not read.
     */
    public int tokens() {
        return context.length + texts.stream().mapToInt(text -> text.length - 1).sum();
    }

    /** The tokens that are read: the context, then each text without its last token. */
    public int[] ids() {
        var ids = new int[tokens()];
        System.arraycopy(context, 0, ids, 0, context.length);
        int[] starts = starts();
        for (int t = 0; t < starts.length; t++) {
            System.arraycopy(texts.get(t), 0, ids, starts[t], texts.get(t).length - 1);
        }
        return ids;
    }

    private int[] starts() {
        var starts = new int[texts.size()];
        int at = context.length;
        for (int t = 0; t < starts.length; t++) {
            starts[t] = at;
            at += texts.get(t).length - 1;
        }
        return starts;
    }

    Prompt prompt() {
        return new Prompt(sequence, ids(), new Branches(starts()), context.length);
    }
}
