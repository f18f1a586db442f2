package org.dllm.experiments.model.tokenizer;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** The ids with a task: begin, end, padding. */
record Specials(OptionalInt bos, OptionalInt eos, OptionalInt pad) {

    // by which names projects know them, the likelier first
    private static final List<String> BEGIN =
            List.of("<s>", "<bos>", "<|begin_of_text|>", "<|im_start|>", "<|startoftext|>");
    private static final List<String> END =
            List.of(
                    "</s>",
                    "<eos>",
                    "<|eot_id|>",
                    "<|end_of_text|>",
                    "<|im_end|>",
                    "<|endoftext|>");
    private static final List<String> PADDING =
            List.of("<pad>", "<|pad|>", "[PAD]", "<|finetune_right_pad_id|>");

    static final Specials NONE =
            new Specials(OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty());

    /** What is not known is found among the special tokens by its usual name. */
    Specials orByName(Map<String, Integer> specialTokens) {
        OptionalInt end = eos.isPresent() ? eos : first(END, specialTokens);
        OptionalInt padding = pad.isPresent() ? pad : first(PADDING, specialTokens);
        return new Specials(
                bos.isPresent() ? bos : first(BEGIN, specialTokens),
                end,
                padding.isPresent() ? padding : end);
    }

    private static OptionalInt first(List<String> names, Map<String, Integer> specialTokens) {
        return names.stream()
                .filter(specialTokens::containsKey)
                .mapToInt(specialTokens::get)
                .findFirst();
    }
}
