package org.dllm.experiments.model.tokenizer;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Where a tokenizer comes from; {@link Tokenizers} reads it. */
public sealed interface TokenizerSource {

    /**
     * Hugging Face's {@code tokenizer.json}, with what {@code tokenizer_config.json} beside it
     * says.
     */
    record HuggingFaceFile(Path file) implements TokenizerSource {}

    /** A SentencePiece {@code .model}. */
    record SentencePieceFile(Path file) implements TokenizerSource {}

    /** llama2.c's {@code tokN.bin}, which does not say how many entries it has. */
    record Llama2cFile(Path file, int vocabulary) implements TokenizerSource {}

    /** Llama 3's ranks in tiktoken's format; the special tokens are known, not in the file. */
    record TiktokenFile(Path file) implements TokenizerSource {}

    /** A {@code tokenizer.json} at hand. */
    record Json(String json) implements TokenizerSource {}

    /**
     * The {@code tokenizer.ggml.*} entries of a GGUF file.
     *
     * @param kind {@code llama} for SentencePiece, {@code gpt2} for byte-level pairs
     * @param pre names the pre-tokenizer of the {@code gpt2} kind
     * @param scores of the {@code llama} kind; empty for {@code gpt2}
     * @param ends every token that ends an answer
     * @param addsBos whether a prompt begins with the begin token; empty where the file is silent
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
