package org.dllm.experiments.model.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.dllm.experiments.model.tokenizer.Piece.Kind;

/**
 * A tokenizer that follows SentencePiece's rules. Control pieces are never matched in a text:
 * {@code <s>} is encoded like other characters.
 */
final class PieceTokenizer implements Tokenizer {

    private final PieceVocabulary vocabulary;
    private final SpecialTokens specialTokens;
    private final boolean addsBos;
    private final PieceNormalizer normalizer;
    private final PairMerger pairs;
    private final BestPath path;
    private final List<String> literals;

    PieceTokenizer(PieceVocabulary vocabulary, SpecialTokens specialTokens, boolean addsBos) {
        this.vocabulary = vocabulary;
        this.specialTokens = specialTokens.orByName(controls(vocabulary));
        this.addsBos = addsBos && this.specialTokens.bos().isPresent();
        normalizer = new PieceNormalizer(vocabulary);
        pairs = new PairMerger(vocabulary);
        path = new BestPath(vocabulary);
        literals = vocabulary.rules().partitions() ? vocabulary.userDefined() : List.of();
        requireDeclaredIds();
    }

    private static Map<String, Integer> controls(PieceVocabulary vocabulary) {
        var controls = new HashMap<String, Integer>();
        for (int id = 0; id < vocabulary.size(); id++) {
            if (vocabulary.piece(id).kind() == Kind.CONTROL) {
                controls.put(vocabulary.piece(id).text(), id);
            }
        }
        return controls;
    }

    /**
     * Checks that every user-defined piece is encoded to its own id. In a SentencePiece model,
     * pieces with spaces are exempt: whether they match depends on the rules for spaces.
     */
    private void requireDeclaredIds() {
        for (int id = 0; id < vocabulary.size(); id++) {
            Piece piece = vocabulary.piece(id);
            boolean spaces = piece.text().contains(" ") || piece.text().contains("▁");
            if (piece.kind() == Kind.USER_DEFINED && (vocabulary.rules().partitions() || !spaces)) {
                DeclaredToken.require(piece.text(), id, encode(piece.text()), this::isBlank);
            }
        }
    }

    private boolean isBlank(int id) {
        return vocabulary.piece(id).text().equals(PieceNormalizer.SPACE);
    }

    @Override
    public int[] encode(String text) {
        var ids = IntStream.builder();
        for (Stretch stretch : stretches(WellFormed.text(text))) {
            if (stretch.literal()) {
                ids.add(vocabulary.id(stretch.text()));
            } else {
                encode(stretch.text(), ids);
            }
        }
        return ids.build().toArray();
    }

    private void encode(String text, IntStream.Builder ids) {
        String normalized = normalizer.normalize(text);
        boolean unigram = vocabulary.rules().unigram();
        boolean afterUnknown = false;
        for (String piece : unigram ? path.cut(normalized) : pairs.cut(normalized)) {
            int id = vocabulary.id(piece);
            boolean unknown = id == vocabulary.unknown();
            if (unknown && vocabulary.rules().bytes()) {
                for (byte b : piece.getBytes(StandardCharsets.UTF_8)) {
                    ids.add(vocabulary.byteId(b));
                }
            } else if (!(unknown && afterUnknown)) {
                ids.add(id); // adjacent unknown characters become one piece
            }
            afterUnknown = unknown;
        }
    }

    /** Part of a text: a user-defined piece, or the text between two of them. */
    private record Stretch(String text, boolean literal) {}

    /** Splits the text at user-defined pieces, longer pieces first, as llama.cpp does. */
    private List<Stretch> stretches(String text) {
        var stretches = List.of(new Stretch(text, false));
        for (String literal : literals) {
            if (text.contains(literal)) {
                stretches = cutOut(literal, stretches);
            }
        }
        return stretches;
    }

    private static List<Stretch> cutOut(String literal, List<Stretch> stretches) {
        var cut = new ArrayList<Stretch>();
        for (Stretch stretch : stretches) {
            int from = 0;
            int at = stretch.literal() ? -1 : stretch.text().indexOf(literal);
            while (at >= 0) {
                if (at > from) {
                    cut.add(new Stretch(stretch.text().substring(from, at), false));
                }
                cut.add(new Stretch(literal, true));
                from = at + literal.length();
                at = stretch.text().indexOf(literal, from);
            }
            if (from == 0) {
                cut.add(stretch);
            } else if (from < stretch.text().length()) {
                cut.add(new Stretch(stretch.text().substring(from), false));
            }
        }
        return cut;
    }

    @Override
    public int[] encodePrompt(String text) {
        return addsBos
                ? IntStream.concat(
                                IntStream.of(specialTokens.bos().orElseThrow()),
                                IntStream.of(encode(text)))
                        .toArray()
                : encode(text);
    }

    @Override
    public String decode(int[] ids) {
        return text(ids, false);
    }

    @Override
    public String decodeWithSpecials(int[] ids) {
        return text(ids, true);
    }

    private String text(int[] ids, boolean withControl) {
        var pieces = new PieceText(vocabulary, withControl);
        var text = new StringBuilder();
        for (int id : ids) {
            text.append(pieces.next(id));
        }
        return text.append(pieces.rest()).toString();
    }

    @Override
    public String token(int id) {
        if (id < 0) {
            throw new IllegalArgumentException("a token id must not be negative, but was " + id);
        }
        return id >= vocabulary.size()
                ? ""
                : vocabulary.piece(id).text().replace(PieceNormalizer.SPACE, " ");
    }

    @Override
    public boolean isSpecial(int id) {
        return id >= 0 && id < vocabulary.size() && vocabulary.piece(id).kind() == Kind.CONTROL;
    }

    @Override
    public OptionalInt bos() {
        return specialTokens.bos();
    }

    @Override
    public OptionalInt eos() {
        return specialTokens.eos();
    }

    @Override
    public OptionalInt pad() {
        return specialTokens.pad();
    }

    @Override
    public Set<Integer> ends() {
        return specialTokens.ends();
    }

    @Override
    public int vocabulary() {
        return vocabulary.size();
    }

    @Override
    public TokenStream stream(int[] before) {
        var stream = new PieceText(vocabulary, false);
        for (int id : before) {
            stream.next(id);
        }
        return stream;
    }

    @Override
    public TokenizerFile file() {
        return new TokenizerFile(
                "tokenizer.model", SentencePieceModel.write(vocabulary, specialTokens));
    }

    @Override
    public void close() {
        // no native resources
    }
}
