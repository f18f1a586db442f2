package org.dllm.experiments.model.tokenizer;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** The source of a tokenizer, which {@link Tokenizers} reads. */
public sealed interface TokenizerSource {

    /**
     * Hugging Face's {@code tokenizer.json}, with {@code tokenizer_config.json} in the same folder.
     */
    record HuggingFaceFile(Path file) implements TokenizerSource {}

    /** A SentencePiece {@code .model}. */
    record SentencePieceFile(Path file) implements TokenizerSource {}

    /** llama2.c's {@code tokN.bin}, which does not store its number of entries. */
    record Llama2cFile(Path file, int vocabulary) implements TokenizerSource {}

    /** Llama 3's ranks in tiktoken's format; the special tokens are not in the file but fixed. */
    record TiktokenFile(Path file) implements TokenizerSource {}

    /** The content of a {@code tokenizer.json}. */
    record Json(String json) implements TokenizerSource {}

    /**
     * The {@code tokenizer.ggml.*} entries of a GGUF file.
     *
     * @param kind {@code llama} for SentencePiece, {@code gpt2} for byte-level pairs
     * @param pre names the pre-tokenizer of the {@code gpt2} kind
     * @param scores of the {@code llama} kind; empty for {@code gpt2}
     * @param ends all tokens that end an answer
     * @param addsBos whether a prompt begins with the begin token; empty if the file has no setting
     * @param types 1 normal, 2 unknown, 3 control, 4 user defined, 5 unused, 6 byte; may be empty
     */
    record GgufVocabulary(
            String kind,
            String pre,
            List<String> tokens,
            List<Float> scores,
            List<Integer> types,
            List<String> merges,
            OptionalInt bos,
            OptionalInt eos,
            OptionalInt pad,
            Set<Integer> ends,
            Optional<Boolean> addsBos,
            boolean addsSpacePrefix)
            implements TokenizerSource {

        public GgufVocabulary {
            tokens = List.copyOf(tokens);
            scores = List.copyOf(scores);
            types = List.copyOf(types);
            merges = List.copyOf(merges);
            ends = Set.copyOf(ends);
        }
    }
}
