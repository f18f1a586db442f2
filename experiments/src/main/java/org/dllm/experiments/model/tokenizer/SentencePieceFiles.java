package org.dllm.experiments.model.tokenizer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.OptionalInt;
import org.dllm.experiments.model.tokenizer.Piece.Kind;

/** Reads the vocabularies of SentencePiece's kind: its own model, llama2.c's and GGUF's. */
final class SentencePieceFiles {

    private static final int UNIGRAM = 1;
    private static final int BPE = 2;

    private SentencePieceFiles() {}

    /** The fields of {@code ModelProto} that decide how a text is cut. */
    static PieceVocabulary model(Path file) {
        var pieces = new ArrayList<Piece>();
        // defaults as the protocol buffer declares them
        int kind = UNIGRAM;
        boolean addsSpace = true;
        boolean collapsesSpaces = true;
        String charsmap = "";
        int[] ids = {0, 1, 2, -1};
        for (var model = ProtoReader.of(file, read(file)); model.next(); ) {
            switch (model.field()) {
                case 1 -> pieces.add(piece(model.message()));
                case 2 -> {
                    for (var trainer = model.message(); trainer.next(); ) {
                        int field = trainer.field();
                        if (field == 3) {
                            kind = trainer.integer();
                        } else if (field >= 40 && field <= 43) {
                            ids[field - 40] = trainer.integer();
                        }
                    }
                }
                case 3 -> {
                    for (var normalizer = model.message(); normalizer.next(); ) {
                        switch (normalizer.field()) {
                            case 2 ->
                                    charsmap =
                                            Base64.getEncoder().encodeToString(normalizer.bytes());
                            case 3 -> addsSpace = normalizer.integer() != 0;
                            case 4 -> collapsesSpaces = normalizer.integer() != 0;
                            default -> {}
                        }
                    }
                }
                default -> {}
            }
        }
        if (kind != UNIGRAM && kind != BPE) {
            throw new TokenizerException(
                    "%s: the model's type must be 1 (unigram) or 2 (BPE), but is %d"
                            .formatted(file, kind));
        }
        return new PieceVocabulary(
                pieces,
                kind == UNIGRAM,
                addsSpace,
                collapsesSpaces,
                charsmap,
                true,
                id(ids[1]),
                id(ids[2]),
                id(ids[3]));
    }

    private static Piece piece(ProtoReader message) {
        String text = "";
        float score = 0;
        Kind kind = Kind.NORMAL;
        while (message.next()) {
            switch (message.field()) {
                case 1 -> text = message.text();
                case 2 -> score = message.float32();
                case 3 -> kind = Kind.of(message.integer());
                default -> {}
            }
        }
        return new Piece(text, score, kind);
    }

    /** llama2.c's file: the longest length, then score, length and text of each piece. */
    static PieceVocabulary llama2c(Path file, int vocabulary) {
        var in = ByteBuffer.wrap(read(file)).order(ByteOrder.LITTLE_ENDIAN);
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
                    "%s: %d bytes remain at offset %d after %d pieces"
                            .formatted(file, in.remaining(), in.position(), vocabulary));
        }
        return new PieceVocabulary(
                pieces,
                false,
                true,
                false,
                "",
                true,
                OptionalInt.of(1),
                OptionalInt.of(2),
                OptionalInt.empty());
    }

    private static Piece llama2cPiece(int id, float score, String text) {
        return switch (id) {
            case 0 -> new Piece(text, score, Kind.UNKNOWN);
            // written there with line ends around them
            case 1, 2 -> new Piece(text.strip(), score, Kind.CONTROL);
            default ->
                    text.matches("<0x[0-9A-F]{2}>")
                            ? new Piece(text, score, Kind.BYTE)
                            : new Piece(text.replace(' ', '▁'), score, Kind.NORMAL);
        };
    }

    static PieceVocabulary gguf(TokenizerSource.GgufVocabulary source) {
        List<String> tokens = source.tokens();
        if (source.scores().size() != tokens.size()
                || (!source.types().isEmpty() && source.types().size() != tokens.size())) {
            throw new TokenizerException(
                    "the GGUF vocabulary has %d tokens, but %d scores and %d types"
                            .formatted(
                                    tokens.size(), source.scores().size(), source.types().size()));
        }
        var pieces = new ArrayList<Piece>();
        for (int id = 0; id < tokens.size(); id++) {
            Kind kind = source.types().isEmpty() ? Kind.NORMAL : Kind.of(source.types().get(id));
            pieces.add(new Piece(tokens.get(id), source.scores().get(id), kind));
        }
        return new PieceVocabulary(
                pieces,
                false,
                source.addsSpacePrefix(),
                false,
                "",
                source.addsBos(),
                source.bos(),
                source.eos(),
                OptionalInt.empty());
    }

    private static void need(Path file, ByteBuffer in, int bytes, String what) {
        if (bytes < 0 || bytes > in.remaining()) {
            throw new TokenizerException(
                    "%s: %s needs %d bytes at offset %d, but the file has %d"
                            .formatted(file, what, bytes, in.position(), in.limit()));
        }
    }

    private static OptionalInt id(int id) {
        return id < 0 ? OptionalInt.empty() : OptionalInt.of(id);
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new TokenizerException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }
}
