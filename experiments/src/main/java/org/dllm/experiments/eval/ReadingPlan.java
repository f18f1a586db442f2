package org.dllm.experiments.eval;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.dllm.experiments.model.Continuations;

/**
 * The sequences to read in order to score texts that may be longer than the model's context.
 *
 * @param texts number of scored texts
 * @param parts each within the model's context
 * @param cut maximum number of tokens cut from the left of a text's context
 */
record ReadingPlan(int texts, List<Part> parts, int cut) {

    /**
     * Continuations that are read together.
     *
     * @param slots the index of the text that each continuation belongs to
     */
    record Part(Continuations continuations, List<Integer> slots) {}

    /**
     * Texts after one context. Texts that fit into the model's context share one reading. For each
     * other text, the context is cut on the left; a text that alone is too long is read in windows.
     *
     * @param most maximum number of tokens read at once
     */
    static ReadingPlan behind(long sequence, EncodedChoices choices, int most) {
        var parts = new ArrayList<Part>();
        int[] context = choices.context();
        var fitting = new ArrayList<int[]>();
        var slots = new ArrayList<Integer>();
        int cut = 0;
        for (int t = 0; t < choices.texts().size(); t++) {
            int[] text = choices.texts().get(t);
            int excess = context.length + text.length - 1 - most;
            if (excess <= 0) {
                fitting.add(text);
                slots.add(t);
                continue;
            }
            // a text of as many tokens as the model reads leaves room for one token before it
            int lost = Math.min(excess, context.length - 1);
            int[] end = Arrays.copyOfRange(context, lost, context.length);
            cut = Math.max(cut, lost);
            windows(parts, new Continuations(sequence, end, List.of(text)), t, most);
        }
        if (!fitting.isEmpty()) {
            parts.addFirst(new Part(new Continuations(sequence, context, fitting), slots));
        }
        return new ReadingPlan(choices.texts().size(), List.copyOf(parts), cut);
    }

    /** One text of any length; each of its tokens is predicted once. */
    static ReadingPlan rolling(long sequence, int prefix, int[] text, int most) {
        var parts = new ArrayList<Part>();
        if (text.length > 0) {
            var whole = new Continuations(sequence, new int[] {prefix}, List.of(text));
            windows(parts, whole, 0, most);
        }
        return new ReadingPlan(1, List.copyOf(parts), 0);
    }

    /**
     * Windows of {@code most} tokens. The first begins with the context, each later one with the
     * last token of the window before it; the last window begins earlier, so that it is full.
     */
    private static void windows(List<Part> parts, Continuations of, int slot, int most) {
        int[] text = of.texts().getFirst();
        int done = Math.min(text.length, most + 1 - of.context().length);
        add(parts, of.sequence(), of.context(), Arrays.copyOf(text, done), slot);
        while (done < text.length) {
            int end = Math.min(text.length, done + most);
            int[] context = Arrays.copyOfRange(text, end - most - 1, done);
            add(parts, of.sequence(), context, Arrays.copyOfRange(text, done, end), slot);
            done = end;
        }
    }

    private static void add(List<Part> parts, long sequence, int[] context, int[] text, int slot) {
        parts.add(new Part(new Continuations(sequence, context, List.of(text)), List.of(slot)));
    }
}
