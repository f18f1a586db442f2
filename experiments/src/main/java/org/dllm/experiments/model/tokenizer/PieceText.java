package org.dllm.experiments.model.tokenizer;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Decodes pieces to text like SentencePiece; returns characters when they are complete. */
final class PieceText implements TokenStream {

    private final PieceVocabulary vocabulary;
    private final boolean withControl;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private boolean empty = true;
    private boolean atBeginning = true;
    private boolean spaceDropped;

    /**
     * @param withControl whether control pieces appear in the text
     */
    PieceText(PieceVocabulary vocabulary, boolean withControl) {
        this.vocabulary = vocabulary;
        this.withControl = withControl;
    }

    @Override
    public String next(int id) {
        if (id < 0) {
            throw new IllegalArgumentException("a token id must not be negative, but was " + id);
        }
        if (id >= vocabulary.size()) {
            return ""; // a model's embedding may have more rows than the vocabulary has pieces
        }
        Piece piece = vocabulary.piece(id);
        if (piece.kind() == Piece.Kind.BYTE) {
            bytes.write(piece.value());
            return grown(decode(false));
        }
        String before = grown(decode(true));
        atBeginning &= empty && !spaceDropped;
        return before + grown(text(piece));
    }

    @Override
    public String rest() {
        return grown(decode(true));
    }

    private String grown(String text) {
        empty &= text.isEmpty();
        return text;
    }

    private String text(Piece piece) {
        spaceDropped = false;
        return switch (piece.kind()) {
            case CONTROL -> withControl ? piece.text() : "";
            case UNKNOWN -> vocabulary.rules().unknownText();
            default -> {
                PieceRules rules = vocabulary.rules();
                boolean literal = rules.partitions() && piece.kind() == Piece.Kind.USER_DEFINED;
                String space = literal ? " " : PieceNormalizer.SPACE;
                String text = piece.text();
                if (atBeginning
                        && (rules.addsSpace() || rules.collapsesSpaces())
                        && text.startsWith(space)) {
                    text = text.substring(1);
                    // if spaces are collapsed, all leading spaces are dropped
                    spaceDropped = !rules.collapsesSpaces();
                }
                yield literal ? text : text.replace(PieceNormalizer.SPACE, " ");
            }
        };
    }

    /**
     * Decodes complete characters of the bytes so far; at the {@code end} an incomplete one becomes
     * U+FFFD.
     */
    private String decode(boolean end) {
        byte[] all = bytes.toByteArray();
        var text = new StringBuilder();
        int at = 0;
        while (at < all.length) {
            int length = length(all[at]);
            if (at + length > all.length && !end && isPrefix(all, at)) {
                break;
            }
            byte[] one = Arrays.copyOfRange(all, at, Math.min(at + length, all.length));
            String character = new String(one, StandardCharsets.UTF_8);
            boolean whole = Arrays.equals(one, character.getBytes(StandardCharsets.UTF_8));
            text.append(whole ? character : "\uFFFD");
            at += whole ? length : 1;
        }
        bytes.reset();
        bytes.write(all, at, all.length - at);
        return text.toString();
    }

    private static boolean isPrefix(byte[] all, int at) {
        for (int i = at + 1; i < all.length; i++) {
            if ((all[i] & 0xC0) != 0x80) {
                return false;
            }
        }
        return true;
    }

    private static int length(byte first) {
        int b = first & 0xFF;
        if (b >= 0xC2 && b <= 0xDF) {
            return 2;
        }
        return b >= 0xE0 && b <= 0xEF ? 3 : b >= 0xF0 && b <= 0xF4 ? 4 : 1;
    }
}
