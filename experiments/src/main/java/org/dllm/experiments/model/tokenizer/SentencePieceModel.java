package org.dllm.experiments.model.tokenizer;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dllm.experiments.model.tokenizer.Piece.Kind;

/**
 * Reads and writes SentencePiece's protocol buffer {@code ModelProto}. Each field is either used,
 * known to affect training only, or rejected.
 */
final class SentencePieceModel {

    private static final int UNIGRAM = 1;
    private static final int BPE = 2;

    private static final int PIECES = 1;
    private static final int TRAINER = 2;
    private static final int NORMALIZER = 3;
    private static final int SELF_TEST = 4;
    private static final int DENORMALIZER = 5;

    /** Extension field of this project, in the range that SentencePiece reserves for extensions. */
    private static final int PARTITIONS = 200;

    private static final int TYPE = 3;
    private static final int SPACE_BEHIND = 24;
    private static final int BYTE_FALLBACK = 35;
    private static final int UNKNOWN_SURFACE = 44;
    private static final int BOS_PIECE = 46;
    private static final int EOS_PIECE = 47;
    private static final int PAD_PIECE = 48;

    /** Fields of the trainer's specification that are read or affect training only. */
    private static final Set<Integer> TRAINER_FIELDS =
            Stream.of(
                            IntStream.rangeClosed(1, 7),
                            IntStream.rangeClosed(10, 26),
                            IntStream.rangeClosed(30, 36),
                            IntStream.rangeClosed(40, 54))
                    .flatMap(IntStream::boxed)
                    .collect(Collectors.toUnmodifiableSet());

    private final Path file;
    private final List<Piece> pieces = new ArrayList<>();
    // defaults of the protocol buffer
    private int type = UNIGRAM;
    private boolean spaceBehind;
    private boolean bytes;
    private String unknownText = PieceRules.UNKNOWN_TEXT;
    private String bosPiece = "<s>";
    private String eosPiece = "</s>";
    private String padPiece = "<pad>";
    private byte[] charsmap = new byte[0];
    private boolean addsSpace = true;
    private boolean collapsesSpaces = true;
    private boolean escapesSpaces = true;
    private boolean partitions;

    private SentencePieceModel(Path file) {
        this.file = file;
    }

    /** A vocabulary and its begin, end and padding tokens. */
    record Read(PieceVocabulary vocabulary, SpecialTokens specials) {}

    static Read read(Path file, byte[] content) {
        return new SentencePieceModel(file).read(content);
    }

    private Read read(byte[] content) {
        for (var model = ProtoReader.of(file, content); model.next(); ) {
            switch (model.field()) {
                case PIECES -> pieces.add(piece(model.message()));
                case TRAINER -> trainer(model.message());
                case NORMALIZER -> normalizer(model.message());
                case DENORMALIZER -> denormalizer(model.message());
                case PARTITIONS -> partitions = model.integer() != 0;
                case SELF_TEST -> {}
                default -> throw unknown("ModelProto", model.field());
            }
        }
        if (type != UNIGRAM && type != BPE) {
            throw new TokenizerException(
                    "%s: model_type must be 1 (unigram) or 2 (BPE), but is %s"
                            .formatted(
                                    file,
                                    type == 3 ? "3 (word)" : type == 4 ? "4 (char)" : "another"));
        }
        var rules =
                new PieceRules(
                        type == UNIGRAM,
                        addsSpace,
                        spaceBehind,
                        collapsesSpaces,
                        escapesSpaces,
                        charsmap,
                        bytes,
                        unknownText,
                        partitions);
        return new Read(
                vocabulary(rules),
                new SpecialTokens(
                        control(bosPiece), control(eosPiece), control(padPiece), Set.of()));
    }

    private PieceVocabulary vocabulary(PieceRules rules) {
        try {
            return new PieceVocabulary(pieces, rules);
        } catch (TokenizerException e) {
            throw new TokenizerException(file + ": " + e.getMessage(), e);
        }
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

    private void trainer(ProtoReader trainer) {
        while (trainer.next()) {
            switch (trainer.field()) {
                case TYPE -> type = trainer.integer();
                case SPACE_BEHIND -> spaceBehind = trainer.integer() != 0;
                case BYTE_FALLBACK -> bytes = trainer.integer() != 0;
                case UNKNOWN_SURFACE -> unknownText = trainer.text();
                case BOS_PIECE -> bosPiece = trainer.text();
                case EOS_PIECE -> eosPiece = trainer.text();
                case PAD_PIECE -> padPiece = trainer.text();
                default -> {
                    if (!TRAINER_FIELDS.contains(trainer.field())) {
                        throw unknown("trainer_spec", trainer.field());
                    }
                }
            }
        }
    }

    private void normalizer(ProtoReader normalizer) {
        while (normalizer.next()) {
            switch (normalizer.field()) {
                case 2 -> charsmap = normalizer.bytes();
                case 3 -> addsSpace = normalizer.integer() != 0;
                case 4 -> collapsesSpaces = normalizer.integer() != 0;
                case 5 -> escapesSpaces = normalizer.integer() != 0;
                case 1, 6 -> {} // name and source of the rules
                default -> throw unknown("normalizer_spec", normalizer.field());
            }
        }
    }

    private void denormalizer(ProtoReader denormalizer) {
        while (denormalizer.next()) {
            if (denormalizer.field() == 2 && denormalizer.bytes().length > 0) {
                throw new TokenizerException(
                        file + ": denormalizer_spec.precompiled_charsmap is not supported");
            }
        }
    }

    private TokenizerException unknown(String message, int field) {
        return new TokenizerException(
                "%s: field %d of %s is not understood; it may change how a text is tokenized"
                        .formatted(file, field, message));
    }

    private OptionalInt control(String text) {
        return IntStream.range(0, pieces.size())
                .filter(id ->
                        pieces.get(id).kind() == Kind.CONTROL && pieces.get(id).text().equals(text))
                .findFirst();
    }

    /** Writes a vocabulary as a SentencePiece model. */
    static byte[] write(PieceVocabulary vocabulary, SpecialTokens specialTokens) {
        var model = new ProtoWriter();
        for (Piece piece : vocabulary.pieces()) {
            model.message(
                    PIECES,
                    new ProtoWriter()
                            .text(1, piece.text())
                            .float32(2, piece.score())
                            .integer(3, piece.kind().number()));
        }
        PieceRules rules = vocabulary.rules();
        var trainer =
                new ProtoWriter()
                        .integer(TYPE, rules.unigram() ? UNIGRAM : BPE)
                        .integer(4, vocabulary.size())
                        .flag(SPACE_BEHIND, rules.spaceBehind())
                        .flag(BYTE_FALLBACK, rules.bytes())
                        .integer(40, vocabulary.unknown())
                        .text(UNKNOWN_SURFACE, rules.unknownText())
                        .text(45, vocabulary.piece(vocabulary.unknown()).text());
        role(trainer, 41, BOS_PIECE, vocabulary, specialTokens.bos());
        role(trainer, 42, EOS_PIECE, vocabulary, specialTokens.eos());
        role(trainer, 43, PAD_PIECE, vocabulary, specialTokens.pad());
        var normalizer =
                new ProtoWriter()
                        .bytes(2, rules.charsmap())
                        .flag(3, rules.addsSpace())
                        .flag(4, rules.collapsesSpaces())
                        .flag(5, rules.escapesSpaces());
        model.message(TRAINER, trainer).message(NORMALIZER, normalizer);
        if (rules.partitions()) {
            model.flag(PARTITIONS, true);
        }
        return model.content();
    }

    private static void role(
            ProtoWriter trainer,
            int idField,
            int field,
            PieceVocabulary vocabulary,
            OptionalInt id) {
        trainer.integer(idField, id.orElse(-1));
        if (id.isPresent()) {
            trainer.text(field, vocabulary.piece(id.getAsInt()).text());
        }
    }
}
