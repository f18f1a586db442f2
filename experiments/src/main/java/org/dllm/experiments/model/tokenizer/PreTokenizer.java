package org.dllm.experiments.model.tokenizer;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ArrayNode;

/** How a byte-level tokenizer cuts a text into words, by the name that GGUF gives it. */
enum PreTokenizer {
    /** GPT-2's own pattern; also what files without a name were made with. */
    GPT_2(List.of("gpt-2", "default", "")),
    /** Each digit by itself, the rest as GPT-2. */
    SMOLLM(List.of("smollm")),
    /** Llama 3: up to three digits together, letters with one sign before them. */
    LLAMA_3(List.of("llama-bpe", "llama3", "llama-v3"));

    private static final String LLAMA_3_WORDS =
            "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}"
                    + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> names;

    PreTokenizer(List<String> names) {
        this.names = names;
    }

    static PreTokenizer named(String name) {
        return Arrays.stream(values())
                .filter(pre -> pre.names.contains(name))
                .findFirst()
                .orElseThrow(() ->
                        new TokenizerException(
                                "the pre-tokenizer %s is not known; known are %s"
                                        .formatted(
                                                name,
                                                Arrays.stream(values())
                                                        .flatMap(pre -> pre.names.stream())
                                                        .filter(known -> !known.isEmpty())
                                                        .collect(Collectors.joining(", ")))));
    }

    /** Whether a word that is a token is taken whole, however its parts would merge. */
    boolean takesWholeWords() {
        return this == LLAMA_3;
    }

    void write(ArrayNode steps) {
        if (this == SMOLLM) {
            steps.addObject().put("type", "Digits").put("individual_digits", true);
        }
        if (this == LLAMA_3) {
            steps.addObject()
                    .put("type", "Split")
                    .put("behavior", "Isolated")
                    .put("invert", false)
                    .putObject("pattern")
                    .put("Regex", LLAMA_3_WORDS);
        }
        steps.addObject()
                .put("type", "ByteLevel")
                .put("add_prefix_space", false)
                .put("trim_offsets", true)
                .put("use_regex", this != LLAMA_3);
    }
}
