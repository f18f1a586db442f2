package org.dllm.experiments.model.tokenizer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.dllm.experiments.model.tokenizer.Piece.Kind;
import org.jspecify.annotations.Nullable;

/** A SentencePiece vocabulary with lookup by text and id, independent of the file format. */
final class PieceVocabulary {

    private static final String BYTE = "<0x%02X>";

    private final List<Piece> pieces;
    private final PieceRules rules;
    private final Map<String, Integer> found = new HashMap<>();
    private final Map<String, Integer> reserved = new HashMap<>();
    private final Map<Character, List<String>> userDefined = new HashMap<>();
    private final int unknown;
    private final int[] byteIds = new int[256];

    PieceVocabulary(List<Piece> pieces, PieceRules rules) {
        this.pieces = List.copyOf(pieces);
        this.rules = rules;
        OptionalInt unknownId = OptionalInt.empty();
        for (int id = 0; id < pieces.size(); id++) {
            Piece piece = pieces.get(id);
            if (piece.text().isEmpty()) {
                throw new TokenizerException("the piece with the id %d is empty".formatted(id));
            }
            if (piece.kind() == Kind.UNKNOWN) {
                if (unknownId.isPresent()) {
                    throw new TokenizerException(
                            "the vocabulary has two unknown pieces, %d and %d"
                                    .formatted(unknownId.getAsInt(), id));
                }
                unknownId = OptionalInt.of(id);
            }
            Integer before = table(piece.kind()).putIfAbsent(piece.text(), id);
            if (before != null) {
                throw new TokenizerException(
                        "the vocabulary has the piece %s twice, with the ids %d and %d"
                                .formatted(piece.text(), before, id));
            }
            if (piece.kind() == Kind.USER_DEFINED) {
                userDefined
                        .computeIfAbsent(piece.text().charAt(0), _ -> new ArrayList<>())
                        .add(piece.text());
            }
        }
        unknown =
                unknownId.orElseThrow(
                        () -> new TokenizerException("the vocabulary has no unknown piece"));
        userDefined
                .values()
                .forEach(list -> list.sort(Comparator.comparingInt(String::length).reversed()));
        findBytes();
    }

    private Map<String, Integer> table(Kind kind) {
        return switch (kind) {
            case NORMAL, USER_DEFINED, UNUSED -> found;
            case UNKNOWN, CONTROL, BYTE -> reserved;
        };
    }

    private void findBytes() {
        for (int b = 0; b < 256; b++) {
            int id = reserved.getOrDefault(BYTE.formatted(b), unknown);
            boolean there = pieces.get(id).kind() == Kind.BYTE;
            if (rules.bytes() && !there) {
                throw new TokenizerException(
                        "byte_fallback needs a piece for each byte, but %s is missing"
                                .formatted(BYTE.formatted(b)));
            }
            byteIds[b] = id;
        }
        for (Piece piece : pieces) {
            if (piece.kind() == Kind.BYTE && !(rules.bytes() && piece.isByte())) {
                throw new TokenizerException(
                        "the piece %s has the kind byte, but is not a byte or byte_fallback is not set"
                                .formatted(piece.text()));
            }
        }
    }

    List<Piece> pieces() {
        return pieces;
    }

    PieceRules rules() {
        return rules;
    }

    int size() {
        return pieces.size();
    }

    Piece piece(int id) {
        return pieces.get(id);
    }

    /** The id of a piece that may occur in a segmentation; null if there is none. */
    @Nullable Integer find(String text) {
        return found.get(text);
    }

    /** The id of a piece of any kind; the unknown piece's id if there is none. */
    int id(String text) {
        Integer id = reserved.get(text);
        return id != null ? id : found.getOrDefault(text, unknown);
    }

    int unknown() {
        return unknown;
    }

    int byteId(int b) {
        return byteIds[b & 0xFF];
    }

    /**
     * The length of the longest user-defined piece in {@code text} at {@code at}; 0 if there is
     * none.
     */
    int userDefinedAt(String text, int at) {
        for (String piece : userDefined.getOrDefault(text.charAt(at), List.of())) {
            if (text.startsWith(piece, at)) {
                return piece.length();
            }
        }
        return 0;
    }

    /** The user-defined pieces, longest first. */
    List<String> userDefined() {
        return userDefined.values().stream()
                .flatMap(List::stream)
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
    }
}
