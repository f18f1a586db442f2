package org.dllm.experiments.model.tokenizer;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ArrayNode;

/** Rules by which a byte-level tokenizer splits a text into words, with their names in GGUF. */
enum PreTokenizer {
    /** GPT-2's pattern. */
    GPT_2(List.of("gpt-2")),
    /**
     * llama.cpp's default: punctuation is separate, digits in groups of three, the rest like GPT-2.
     */
    DEFAULT(List.of("default")),
    /** Each digit is separate, the rest like GPT-2. */
    SMOLLM(List.of("smollm")),
    /** Llama 3: groups of up to three digits, letters with one preceding non-letter. */
    LLAMA_3(List.of("llama-bpe", "llama3", "llama-v3"));

    private static final String KEY = "tokenizer.ggml.pre";
    private static final String LLAMA_3_WORDS =
            "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}"
                    + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

    private static final List<String> DEFAULT_WORDS =
            List.of(
                    "[\\p{P}\\$\\+<=>\\^~\\|]+",
                    "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)",
                    "\\p{N}+",
                    "[0-9][0-9][0-9]");
    private static final String LLAMA_3_BEGIN = "<|begin_of_text|>";
    private static final int LLAMA_3_RANKS = 128_000;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> names;

    PreTokenizer(List<String> names) {
        this.names = names;
    }

    /**
     * The pre-tokenizer of a GGUF file. Without the key, Llama 3 is recognised by its vocabulary,
     * because its first files predate the key.
     */
    static PreTokenizer of(TokenizerSource.GgufVocabulary source) {
        if (!source.pre().isEmpty()) {
            return named(source.pre());
        }
        boolean llama3 =
                source.tokens().size() > LLAMA_3_RANKS
                        && source.tokens().get(LLAMA_3_RANKS).equals(LLAMA_3_BEGIN);
        if (!llama3) {
            throw new TokenizerException(
                    "%s, the rule that splits a text into words, is missing; known are %s"
                            .formatted(KEY, known()));
        }
        return LLAMA_3;
    }

    static PreTokenizer named(String name) {
        return Arrays.stream(values())
                .filter(pre -> pre.names.contains(name))
                .findFirst()
                .orElseThrow(() ->
                        new TokenizerException(
                                "%s: the pre-tokenizer %s is not known; known are %s"
                                        .formatted(KEY, Visible.text(name), known())));
    }

    private static String known() {
        return Arrays.stream(values())
                .flatMap(pre -> pre.names.stream())
                .collect(Collectors.joining(", "));
    }

    /** Whether texts begin with the begin token if the file has no setting. */
    boolean beginsTexts() {
        return this == LLAMA_3;
    }

    /** Whether a word that is a token is encoded as that token without merging its parts. */
    boolean takesWholeWords() {
        return this == LLAMA_3;
    }

    void write(ArrayNode steps) {
        if (this == SMOLLM) {
            steps.addObject().put("type", "Digits").put("individual_digits", true);
        }
        switch (this) {
            case LLAMA_3 -> split(steps, LLAMA_3_WORDS);
            case DEFAULT -> DEFAULT_WORDS.forEach(words -> split(steps, words));
            case GPT_2, SMOLLM -> {}
        }
        steps.addObject()
                .put("type", "ByteLevel")
                .put("add_prefix_space", false)
                .put("trim_offsets", true)
                .put("use_regex", this == GPT_2 || this == SMOLLM);
    }

    private static void split(ArrayNode steps, String words) {
        steps.addObject()
                .put("type", "Split")
                .put("behavior", "Isolated")
                .put("invert", false)
                .putObject("pattern")
                .put("Regex", words);
    }
}
