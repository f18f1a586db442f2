package org.dllm.experiments.model.tokenizer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * Streams text from the engine's decoder, which can only decode whole lists: decodes the recent
 * tokens with and without the new one and returns the difference. Keeps only the tokens since the
 * last complete text.
 */
final class EngineStream implements TokenStream {

    private static final char BROKEN = '\uFFFD';

    private final Function<int[], String> decoder;
    private List<Integer> certain;
    private final List<Integer> waiting = new ArrayList<>();

    EngineStream(Function<int[], String> decoder, int[] before) {
        this.decoder = decoder;
        certain = Arrays.stream(before).boxed().toList();
    }

    @Override
    public String next(int id) {
        waiting.add(id);
        String grown = grown();
        // the last character is incomplete
        if (grown.isEmpty() || grown.charAt(grown.length() - 1) == BROKEN) {
            return "";
        }
        certain = List.copyOf(waiting);
        waiting.clear();
        return grown;
    }

    @Override
    public String rest() {
        return waiting.isEmpty() ? "" : grown();
    }

    private String grown() {
        var all = new ArrayList<>(certain);
        all.addAll(waiting);
        String before = text(certain);
        String whole = text(all);
        return whole.substring(Math.min(before.length(), whole.length()));
    }

    private String text(List<Integer> ids) {
        return decoder.apply(ids.stream().mapToInt(Integer::intValue).toArray());
    }
}
