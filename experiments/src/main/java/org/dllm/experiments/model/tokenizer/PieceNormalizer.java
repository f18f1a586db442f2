package org.dllm.experiments.model.tokenizer;

import org.jspecify.annotations.Nullable;

/** SentencePiece's normalisation of a text, before segmentation. */
final class PieceNormalizer {

    static final String SPACE = "▁";

    private final PieceVocabulary vocabulary;
    private final PieceRules rules;
    private final @Nullable Charsmap charsmap;

    PieceNormalizer(PieceVocabulary vocabulary) {
        this.vocabulary = vocabulary;
        rules = vocabulary.rules();
        charsmap = Charsmap.of(rules.charsmap());
    }

    String normalize(String text) {
        var out = new StringBuilder(text.length() + 8);
        int at = rules.collapsesSpaces() ? skipSpaces(text) : 0;
        if (at == text.length()) {
            return "";
        }
        String space = rules.escapesSpaces() ? SPACE : " ";
        if (rules.addsSpace() && !rules.spaceBehind()) {
            out.append(space);
        }
        boolean afterSpace = rules.collapsesSpaces();
        while (at < text.length()) {
            var next = next(text, at);
            at += next.length();
            String piece = next.replacement();
            while (afterSpace && piece.startsWith(" ")) {
                piece = piece.substring(1);
            }
            if (!piece.isEmpty()) {
                out.append(rules.escapesSpaces() ? piece.replace(" ", SPACE) : piece);
                afterSpace = piece.endsWith(" ");
            }
            afterSpace &= rules.collapsesSpaces();
        }
        if (rules.collapsesSpaces()) {
            while (out.length() > 0 && out.charAt(out.length() - 1) == space.charAt(0)) {
                out.setLength(out.length() - 1);
            }
        }
        if (rules.addsSpace() && rules.spaceBehind()) {
            out.append(space);
        }
        return out.toString();
    }

    private int skipSpaces(String text) {
        int at = 0;
        while (at < text.length()) {
            var next = next(text, at);
            if (!next.replacement().equals(" ")) {
                break;
            }
            at += next.length();
        }
        return at;
    }

    /**
     * The unit of text at {@code at}: an unchanged user-defined piece, or normalised characters.
     */
    private Charsmap.Match next(String text, int at) {
        int literal = vocabulary.userDefinedAt(text, at);
        if (literal > 0) {
            return new Charsmap.Match(literal, text.substring(at, at + literal));
        }
        Charsmap.Match match = charsmap == null ? null : charsmap.longest(text, at);
        if (match != null) {
            return match;
        }
        int length = Character.charCount(text.codePointAt(at));
        return new Charsmap.Match(length, text.substring(at, at + length));
    }
}
