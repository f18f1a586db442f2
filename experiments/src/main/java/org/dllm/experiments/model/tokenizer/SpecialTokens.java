package org.dllm.experiments.model.tokenizer;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Ids of begin, end and padding tokens.
 *
 * @param eos the token that ends training texts
 * @param ends all tokens that end an answer, including {@code eos}
 */
record SpecialTokens(OptionalInt bos, OptionalInt eos, OptionalInt pad, Set<Integer> ends) {

    // usual names, the more common first
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

    static final SpecialTokens NONE =
            new SpecialTokens(
                    OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty(), Set.of());

    SpecialTokens {
        var all = new LinkedHashSet<>(ends);
        eos.ifPresent(all::add);
        ends = Set.copyOf(all);
    }

    static SpecialTokens beginning(int bos) {
        return new SpecialTokens(
                OptionalInt.of(bos), OptionalInt.empty(), OptionalInt.empty(), Set.of());
    }

    /** Copy with additional tokens that end an answer. */
    SpecialTokens ending(Set<Integer> more) {
        var all = new LinkedHashSet<>(ends);
        all.addAll(more);
        return new SpecialTokens(bos, eos, pad, all);
    }

    /** Copy with missing ids taken from {@code other}. */
    SpecialTokens or(SpecialTokens other) {
        return new SpecialTokens(
                        bos.isPresent() ? bos : other.bos,
                        eos.isPresent() ? eos : other.eos,
                        pad.isPresent() ? pad : other.pad,
                        ends)
                .ending(other.ends);
    }

    /** Copy with missing ids found among the special tokens by their usual names. */
    SpecialTokens orByName(Map<String, Integer> specialTokens) {
        OptionalInt end = eos.isPresent() ? eos : first(END, specialTokens);
        OptionalInt padding = pad.isPresent() ? pad : first(PADDING, specialTokens);
        return new SpecialTokens(
                bos.isPresent() ? bos : first(BEGIN, specialTokens),
                end,
                padding.isPresent() ? padding : end,
                ends);
    }

    /** Rejects ids outside the vocabulary. */
    void requireBelow(int size) {
        for (OptionalInt id : List.of(bos, eos, pad)) {
            id.ifPresent(value -> requireBelow(value, size));
        }
        ends.forEach(id -> requireBelow(id, size));
    }

    private static void requireBelow(int id, int size) {
        if (id < 0 || id >= size) {
            throw new TokenizerException(
                    "a begin, end or padding token has the id %d, but the vocabulary has %d tokens"
                            .formatted(id, size));
        }
    }

    private static OptionalInt first(List<String> names, Map<String, Integer> specialTokens) {
        return names.stream()
                .filter(specialTokens::containsKey)
                .mapToInt(specialTokens::get)
                .findFirst();
    }
}
