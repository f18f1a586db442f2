package org.dllm.experiments.experiment;

import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.dllm.experiments.data.Example;
import org.dllm.experiments.model.Prompt;
import org.dllm.experiments.model.tokenizer.Tokenizer;

/**
 * Prompts of equal length from the text of examples. Examples are dealt to the prompts in turn, so
 * prompts share no example. A prompt repeats its own text if the examples end before it is full,
 * and the text of another one if it got no example.
 */
final class SpeedPrompts {

    private SpeedPrompts() {}

    /**
     * @param examples at least one
     * @throws IllegalArgumentException the examples have no text
     */
    static List<Prompt> of(Iterator<Example> examples, Tokenizer tokenizer, int batch, int tokens) {
        var rows = new ArrayList<IntBuffer>();
        for (int row = 0; row < batch; row++) {
            rows.add(IntBuffer.allocate(tokens));
        }
        int read = 0;
        for (; examples.hasNext() && rows.stream().anyMatch(IntBuffer::hasRemaining); read++) {
            String text = text(examples.next());
            IntBuffer row = rows.get(read % batch);
            put(row, row.position() == 0 ? tokenizer.encodePrompt(text) : tokenizer.encode(text));
        }
        var prompts = new ArrayList<Prompt>();
        for (int row = 0; row < batch; row++) {
            IntBuffer source = rows.get(row % Math.min(batch, read));
            prompts.add(new Prompt(row, filled(source, tokens)));
        }
        return prompts;
    }

    private static String text(Example example) {
        return example.prompt().isBlank() ? example.completion() : example.prompt();
    }

    private static void put(IntBuffer row, int[] ids) {
        row.put(ids, 0, Math.min(ids.length, row.remaining()));
    }

    private static int[] filled(IntBuffer row, int tokens) {
        int length = row.position();
        if (length == 0) {
            throw new IllegalArgumentException(
                    "speed: expected examples with text in the first task, found an empty one");
        }
        int[] own = row.array();
        int[] ids = Arrays.copyOf(own, tokens);
        for (int i = length; i < tokens; i++) {
            ids[i] = own[i % length];
        }
        return ids;
    }
}
