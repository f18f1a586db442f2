package org.dllm.experiments.model.tokenizer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.dllm.experiments.model.tokenizer.TokenizerSource.GgufVocabulary;
import org.dllm.experiments.model.tokenizer.TokenizerSource.HuggingFaceFile;
import org.dllm.experiments.model.tokenizer.TokenizerSource.Json;
import org.dllm.experiments.model.tokenizer.TokenizerSource.Llama2cFile;
import org.dllm.experiments.model.tokenizer.TokenizerSource.SentencePieceFile;
import org.dllm.experiments.model.tokenizer.TokenizerSource.TiktokenFile;

/** Makes a tokenizer of any source: each becomes a {@code tokenizer.json} for one engine. */
public final class Tokenizers {

    private Tokenizers() {}

    /**
     * The tokenizer of the source.
     *
     * @throws TokenizerException where the source is cut short, contradicts itself or is of a kind
     *     that is not read
     */
    public static Tokenizer of(TokenizerSource source) {
        return switch (source) {
            case Json json -> new EngineTokenizer(json.json(), Specials.NONE);
            case HuggingFaceFile huggingFace ->
                    new EngineTokenizer(
                            text(huggingFace.file()), NeighbourSpecials.of(huggingFace.file()));
            case SentencePieceFile file -> of(SentencePieceFiles.model(file.file()));
            case Llama2cFile file -> of(SentencePieceFiles.llama2c(file.file(), file.vocabulary()));
            case TiktokenFile file ->
                    new EngineTokenizer(TiktokenFiles.json(file.file()), Specials.NONE);
            case GgufVocabulary gguf -> gguf(gguf);
        };
    }

    private static Tokenizer gguf(GgufVocabulary source) {
        return switch (source.kind()) {
            case "llama" -> of(SentencePieceFiles.gguf(source));
            case "gpt2" ->
                    new EngineTokenizer(
                            ByteLevelJson.of(source),
                            new Specials(source.bos(), source.eos(), OptionalInt.empty()));
            default ->
                    throw new TokenizerException(
                            "tokenizer.ggml.model must be llama or gpt2, but is " + source.kind());
        };
    }

    private static Tokenizer of(PieceVocabulary vocabulary) {
        return new EngineTokenizer(
                PieceJson.published(vocabulary),
                PieceJson.literal(vocabulary),
                vocabulary.specials());
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new TokenizerException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }
}
