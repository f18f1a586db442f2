package org.dllm.experiments.model.tokenizer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.dllm.experiments.model.tokenizer.Piece.Kind;

/** Reads SentencePiece vocabularies from SentencePiece models, llama2.c's files and GGUF. */
final class SentencePieceFiles {

    private SentencePieceFiles() {}

    static Tokenizer model(Path file) {
        SentencePieceModel.Read read = SentencePieceModel.read(file, TokenizerBytes.of(file));
        SpecialTokensReader neighbours = SpecialTokensReader.of(file);
        neighbours.refuseOtherTokens(read.vocabulary());
        return new PieceTokenizer(
                read.vocabulary(),
                neighbours.completing(read.specials()),
                neighbours.addsBos().orElse(true));
    }

    /** Reads llama2.c's file: the maximum length, then score, length and text of each piece. */
    static Tokenizer llama2c(Path file, int vocabulary) {
        var in = ByteBuffer.wrap(TokenizerBytes.of(file)).order(ByteOrder.LITTLE_ENDIAN);
        need(file, in, 4, "the longest length");
        in.getInt();
        var pieces = new ArrayList<Piece>();
        for (int id = 0; id < vocabulary; id++) {
            need(file, in, 8, "the score and length of piece " + id);
            float score = in.getFloat();
            int length = in.getInt();
            need(file, in, length, "the text of piece " + id);
            var text = new byte[length];
            in.get(text);
            pieces.add(llama2cPiece(id, score, new String(text, StandardCharsets.UTF_8)));
        }
        if (in.hasRemaining()) {
            throw new TokenizerException(
                    "%s: %d bytes remain after the %d pieces that the model has"
                            .formatted(file, in.remaining(), vocabulary));
        }
        return new PieceTokenizer(
                new PieceVocabulary(pieces, PieceRules.llama(true, false)),
                specials(pieces.size(), OptionalInt.of(1), OptionalInt.of(2), OptionalInt.empty()),
                true);
    }

    private static Piece llama2cPiece(int id, float score, String text) {
        return switch (id) {
            case 0 -> new Piece(text, score, Kind.UNKNOWN);
            // llama2.c stores these with surrounding line breaks
            case 1, 2 -> new Piece(text.strip(), score, Kind.CONTROL);
            default -> {
                var piece = new Piece(text.replace(' ', '▁'), score, Kind.NORMAL);
                yield piece.isByte() ? new Piece(text, score, Kind.BYTE) : piece;
            }
        };
    }

    static Tokenizer gguf(TokenizerSource.GgufVocabulary source) {
        List<String> tokens = source.tokens();
        if (source.scores().size() != tokens.size() || source.types().size() != tokens.size()) {
            throw new TokenizerException(
                    "the GGUF vocabulary has %d tokens, but %d scores and %d types"
                            .formatted(
                                    tokens.size(), source.scores().size(), source.types().size()));
        }
        var pieces = new ArrayList<Piece>();
        for (int id = 0; id < tokens.size(); id++) {
            pieces.add(
                    new Piece(
                            tokens.get(id),
                            source.scores().get(id),
                            Kind.of(source.types().get(id))));
        }
        SpecialTokens specialTokens =
                specials(pieces.size(), source.bos(), source.eos(), source.pad())
                        .ending(source.ends());
        return new PieceTokenizer(
                new PieceVocabulary(pieces, PieceRules.llama(source.addsSpacePrefix(), true)),
                specialTokens,
                source.addsBos().orElse(true));
    }

    private static SpecialTokens specials(
            int size, OptionalInt bos, OptionalInt eos, OptionalInt pad) {
        var specialTokens = new SpecialTokens(bos, eos, pad, Set.of());
        specialTokens.requireBelow(size);
        return specialTokens;
    }

    private static void need(Path file, ByteBuffer in, int bytes, String what) {
        if (bytes < 0 || bytes > in.remaining()) {
            throw new TokenizerException(
                    "%s: %s at offset %d needs more bytes than the %d that the file has"
                            .formatted(file, what, in.position(), in.limit()));
        }
    }
}
