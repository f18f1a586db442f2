package org.dllm.experiments.model.tokenizer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * Text that grows by what the whole decoder makes of one more token: the text of the tokens so far
 * is compared with that of the tokens before. Only the tokens since the last certain text are kept.
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
        // a character whose bytes are not all there
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
