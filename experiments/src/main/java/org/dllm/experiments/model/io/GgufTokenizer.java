package org.dllm.experiments.model.io;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.dllm.experiments.model.LlamaConfig;
import org.dllm.experiments.model.tokenizer.TokenizerSource;
import org.dllm.experiments.model.tokenizer.TokenizerSource.GgufVocabulary;

/** The tokenizer in a GGUF file; entries have the meaning that llama.cpp gives them. */
record GgufTokenizer(MappedFile file, GgufMetadata metadata) {

    private static final String PREFIX = "tokenizer.ggml.";

    /** Limit on merges; Gemma's vocabulary of 256,000 has 580,000. */
    private static final int MAX_MERGES = 1 << 20;

    /** Limit on tokens, above that of any published model; each token becomes an object. */
    private static final int MAX_TOKENS = 1 << 20;

    Optional<TokenizerSource> source(LlamaConfig config) {
        Optional<String> kind = metadata.text(PREFIX + "model");
        if (kind.isEmpty()) {
            return TokenizerDiscovery.tokenizer(file.path(), config.vocabulary());
        }
        int most = Math.min(config.vocabulary(), MAX_TOKENS);
        List<Long> types = metadata.list(PREFIX + "token_type", Long.class, most);
        boolean sentencePiece = kind.get().equals("llama");
        return Optional.of(
                new GgufVocabulary(
                        kind.get(),
                        metadata.text(PREFIX + "pre").orElse(""),
                        metadata.list(PREFIX + "tokens", String.class, most),
                        metadata.list(PREFIX + "scores", Float.class, most),
                        types.stream().map(Long::intValue).toList(),
                        metadata.list(PREFIX + "merges", String.class, MAX_MERGES),
                        id("bos_token_id"),
                        id("eos_token_id"),
                        id("padding_token_id"),
                        ends(),
                        flag("add_bos_token"),
                        metadata.flag(PREFIX + "add_space_prefix", sentencePiece)));
    }

    /** Tokens that may end an answer: end of text, of a turn, of a message. */
    private Set<Integer> ends() {
        var ends = new LinkedHashSet<Integer>();
        for (String key : List.of("eos_token_id", "eot_token_id", "eom_token_id")) {
            id(key).ifPresent(ends::add);
        }
        return ends;
    }

    private Optional<Boolean> flag(String name) {
        String key = PREFIX + name;
        return metadata.has(key) ? Optional.of(metadata.flag(key, false)) : Optional.empty();
    }

    private OptionalInt id(String name) {
        String key = PREFIX + name;
        return metadata.has(key) ? OptionalInt.of(metadata.integer(key)) : OptionalInt.empty();
    }
}
