package org.dllm.experiments.model.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.dllm.experiments.model.tokenizer.Piece.Kind;

/** SentencePiece's unigram segmentation: finds the pieces with the highest sum of scores. */
final class BestPath {

    private static final float UNKNOWN_PENALTY = 10;
    private static final double USER_DEFINED_PENALTY = 0.1;

    private final PieceVocabulary vocabulary;
    private final float unknownScore;
    private final float largest;
    private final int longest;

    BestPath(PieceVocabulary vocabulary) {
        this.vocabulary = vocabulary;
        float least = Float.MAX_VALUE;
        // SentencePiece starts with FLT_MIN, the least positive normal number
        float most = Float.MIN_NORMAL;
        int length = 1;
        for (Piece piece : vocabulary.pieces()) {
            if (piece.kind() == Kind.NORMAL) {
                least = Math.min(least, piece.score());
                most = Math.max(most, piece.score());
            }
            length = Math.max(length, piece.text().length());
            refuseRun(piece);
        }
        unknownScore = least - UNKNOWN_PENALTY;
        largest = most;
        longest = length;
    }

    /**
     * Rejects a piece such as "aaa": where it is found in a longer run depends on rounding, which
     * differs between versions of SentencePiece.
     */
    private void refuseRun(Piece piece) {
        int[] characters = piece.text().codePoints().distinct().toArray();
        if (vocabulary.rules().unigram()
                && piece.kind() == Kind.USER_DEFINED
                && characters.length == 1
                && piece.text().length() > Character.charCount(characters[0])) {
            throw new TokenizerException(
                    "the user-defined piece \"%s\" repeats one character, which is not supported in a unigram model"
                            .formatted(Visible.text(piece.text())));
        }
    }

    /** Splits a normalised text into the texts of pieces and of unknown characters. */
    List<String> cut(String text) {
        var score = new float[text.length() + 1];
        var from = new int[text.length() + 1];
        Arrays.fill(from, -1);
        for (int start = 0; start < text.length(); ) {
            int character = Character.charCount(text.codePointAt(start));
            boolean single = false;
            int last = Math.min(text.length(), start + longest);
            for (int end = start + 1; end <= last; end++) {
                Integer id = vocabulary.find(text.substring(start, end));
                if (id == null || vocabulary.piece(id).kind() == Kind.UNUSED) {
                    continue;
                }
                reach(score, from, start, end, score(vocabulary.piece(id)));
                single |= end - start == character;
            }
            if (!single) {
                reach(score, from, start, start + character, unknownScore);
            }
            start += character;
        }
        var pieces = new ArrayList<String>();
        for (int end = text.length(); end > 0; end = from[end]) {
            pieces.add(text.substring(from[end], end));
        }
        Collections.reverse(pieces);
        return pieces;
    }

    /** The score of a piece; a user-defined piece's score is high enough to be always chosen. */
    private double score(Piece piece) {
        return piece.kind() == Kind.USER_DEFINED
                ? piece.text().getBytes(StandardCharsets.UTF_8).length * largest
                        - USER_DEFINED_PENALTY
                : piece.score();
    }

    private static void reach(float[] score, int[] from, int start, int end, double added) {
        float candidate = (float) (added + score[start]);
        if (from[end] < 0 || candidate > score[end]) {
            score[end] = candidate;
            from[end] = start;
        }
    }
}
