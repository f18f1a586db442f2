package org.dllm.experiments.model.tokenizer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.dllm.experiments.model.tokenizer.Piece.Kind;

/**
 * SentencePiece's byte-pair encoding: repeatedly joins the neighbours whose piece has the highest
 * score, the leftmost of equals.
 */
final class PairMerger {

    private final PieceVocabulary vocabulary;

    PairMerger(PieceVocabulary vocabulary) {
        this.vocabulary = vocabulary;
    }

    /** Splits a normalised text into the texts of pieces and of unknown characters. */
    List<String> cut(String text) {
        return text.isEmpty() ? List.of() : new Cut(text).run();
    }

    private record Pair(int left, int right, float score, int length) implements Comparable<Pair> {
        @Override
        public int compareTo(Pair other) {
            int byScore = Float.compare(other.score, score);
            return byScore != 0 ? byScore : Integer.compare(left, other.left);
        }
    }

    private record Halves(String left, String right) {}

    /**
     * State for one text. Symbol i spans {@code start[i]} to {@code end[i]}; it is empty after it
     * was joined to another.
     */
    private final class Cut {

        private final String text;
        private final int[] start;
        private final int[] end;
        private final int[] previous;
        private final int[] next;
        private final boolean[] frozen;
        private final PriorityQueue<Pair> agenda = new PriorityQueue<>();
        private final Map<String, Halves> unused = new HashMap<>();

        Cut(String text) {
            this.text = text;
            start = new int[text.length()];
            end = new int[text.length()];
            previous = new int[text.length()];
            next = new int[text.length()];
            frozen = new boolean[text.length()];
        }

        List<String> run() {
            int count = symbols();
            for (int i = 1; i < count; i++) {
                offer(i - 1, i);
            }
            for (Pair best = agenda.poll(); best != null; best = agenda.poll()) {
                int left = best.left();
                int right = best.right();
                if (length(left) == 0
                        || length(right) == 0
                        || length(left) + length(right) != best.length()) {
                    continue; // one of the two has been joined with another symbol
                }
                end[left] = end[right];
                next[left] = next[right];
                if (next[right] >= 0) {
                    previous[next[right]] = left;
                }
                end[right] = start[right];
                offer(previous[left], left);
                offer(left, next[left]);
            }
            var pieces = new ArrayList<String>();
            for (int i = 0; i >= 0; i = next[i]) {
                resegment(text.substring(start[i], end[i]), pieces);
            }
            return pieces;
        }

        private int symbols() {
            int count = 0;
            for (int at = 0; at < text.length(); count++) {
                int literal = vocabulary.userDefinedAt(text, at);
                frozen[count] = literal > 0;
                start[count] = at;
                at += literal > 0 ? literal : Character.charCount(text.codePointAt(at));
                end[count] = at;
                previous[count] = count - 1;
                next[count] = at < text.length() ? count + 1 : -1;
            }
            return count;
        }

        private int length(int symbol) {
            return end[symbol] - start[symbol];
        }

        private void offer(int left, int right) {
            if (left < 0 || right < 0 || frozen[left] || frozen[right]) {
                return;
            }
            String joined = text.substring(start[left], end[right]);
            Integer id = vocabulary.find(joined);
            if (id == null) {
                return;
            }
            agenda.add(new Pair(left, right, vocabulary.piece(id).score(), joined.length()));
            if (vocabulary.piece(id).kind() == Kind.UNUSED) {
                unused.put(
                        joined,
                        new Halves(
                                text.substring(start[left], end[left]),
                                text.substring(start[right], end[right])));
            }
        }

        /** Splits an unused piece again; such pieces exist only as steps to longer pieces. */
        private void resegment(String piece, List<String> pieces) {
            Halves halves =
                    vocabulary.piece(vocabulary.id(piece)).kind() == Kind.UNUSED
                            ? unused.get(piece)
                            : null;
            if (halves == null) {
                pieces.add(piece);
            } else {
                resegment(halves.left(), pieces);
                resegment(halves.right(), pieces);
            }
        }
    }
}
