package org.dllm.experiments.model.tokenizer;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.dllm.experiments.model.tokenizer.TokenizerSource.GgufVocabulary;
import org.dllm.experiments.model.tokenizer.TokenizerSource.HuggingFaceFile;
import org.dllm.experiments.model.tokenizer.TokenizerSource.Json;
import org.dllm.experiments.model.tokenizer.TokenizerSource.Llama2cFile;
import org.dllm.experiments.model.tokenizer.TokenizerSource.SentencePieceFile;
import org.dllm.experiments.model.tokenizer.TokenizerSource.TiktokenFile;

/**
 * Creates tokenizers from all sources. SentencePiece vocabularies are handled by {@link
 * PieceTokenizer}; all others are converted to a {@code tokenizer.json} for DJL's engine.
 */
public final class Tokenizers {

    private Tokenizers() {}

    /**
     * Creates the tokenizer of a source.
     *
     * @throws TokenizerException if the source is truncated, inconsistent or of an unsupported kind
     */
    public static Tokenizer of(TokenizerSource source) {
        return switch (source) {
            case Json json -> new EngineTokenizer(json.json(), SpecialTokens.NONE);
            case HuggingFaceFile file ->
                    naming(
                            file.file(),
                            () ->
                                    new EngineTokenizer(
                                            text(file.file()),
                                            SpecialTokensReader.of(file.file())::specials));
            case SentencePieceFile file ->
                    naming(file.file(), () -> SentencePieceFiles.model(file.file()));
            case Llama2cFile file ->
                    naming(
                            file.file(),
                            () -> SentencePieceFiles.llama2c(file.file(), file.vocabulary()));
            case TiktokenFile file ->
                    naming(
                            file.file(),
                            () ->
                                    new EngineTokenizer(
                                            TiktokenFiles.json(file.file()),
                                            declared ->
                                                    SpecialTokensReader.of(file.file())
                                                            .specials(declared)
                                                            .ending(TiktokenFiles.ends(declared))));
            case GgufVocabulary gguf -> gguf(gguf);
        };
    }

    /** Adds the file's name to errors. */
    private static Tokenizer naming(Path file, Supplier<Tokenizer> reader) {
        try {
            return reader.get();
        } catch (TokenizerException e) {
            String problem = String.valueOf(e.getMessage());
            throw problem.startsWith(String.valueOf(file.getParent()))
                    ? e
                    : new TokenizerException(file + ": " + problem, e);
        }
    }

    private static Tokenizer gguf(GgufVocabulary source) {
        return switch (source.kind()) {
            case "llama" -> SentencePieceFiles.gguf(source);
            case "gpt2" ->
                    new EngineTokenizer(
                            ByteLevelJson.of(source),
                            new SpecialTokens(
                                    source.bos(), source.eos(), source.pad(), source.ends()));
            default ->
                    throw new TokenizerException(
                            "tokenizer.ggml.model must be llama or gpt2, but is "
                                    + Visible.text(source.kind()));
        };
    }

    private static String text(Path file) {
        return new String(TokenizerBytes.of(file), StandardCharsets.UTF_8);
    }
}
