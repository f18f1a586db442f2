package org.dllm.experiments.model.tokenizer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dllm.experiments.model.tokenizer.Piece.Kind;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes a SentencePiece vocabulary as a {@code tokenizer.json}. */
final class PieceJson {

    private final PieceVocabulary vocabulary;
    private final TokenizerJson json = new TokenizerJson();

    private PieceJson(PieceVocabulary vocabulary) {
        this.vocabulary = vocabulary;
    }

    /** As Hugging Face publishes it: {@code <s>} in a text is the token that begins a text. */
    static String published(PieceVocabulary vocabulary) {
        return new PieceJson(vocabulary).write(true);
    }

    /** As SentencePiece cuts: {@code <s>} in a text is text. WikiText is full of {@code <unk>}. */
    static String literal(PieceVocabulary vocabulary) {
        return new PieceJson(vocabulary).write(false);
    }

    private String write(boolean specialsInText) {
        List<Piece> pieces = vocabulary.pieces();
        for (int id = 0; id < pieces.size(); id++) {
            Piece piece = pieces.get(id);
            switch (piece.kind()) {
                case CONTROL, UNKNOWN -> {
                    if (specialsInText) {
                        json.addToken(id, piece.text(), true);
                    }
                }
                // spaces in these are spaces: they are cut out before the rest is normalised
                case USER_DEFINED -> json.addToken(id, piece.text().replace('▁', ' '), false);
                case NORMAL, UNUSED, BYTE -> {}
            }
        }
        normalizer();
        decoder();
        if (vocabulary.addsBos() && vocabulary.bos().isPresent()) {
            int bos = vocabulary.bos().getAsInt();
            json.beginWith(bos, pieces.get(bos).text());
        }
        if (vocabulary.unigram()) {
            unigram();
        } else {
            pairs();
        }
        return json.text();
    }

    private void normalizer() {
        var steps = json.sequence("normalizer", "normalizers");
        if (!vocabulary.charsmap().isEmpty()) {
            steps.addObject()
                    .put("type", "Precompiled")
                    .put("precompiled_charsmap", vocabulary.charsmap());
        }
        if (vocabulary.collapsesSpaces()) {
            steps.addObject().put("type", "Strip").put("strip_left", true).put("strip_right", true);
            TokenizerJson.replace(steps, "Regex", " {2,}", " ");
        }
        if (vocabulary.addsSpace()) {
            steps.addObject().put("type", "Prepend").put("prepend", "▁");
        }
        TokenizerJson.replace(steps, "String", " ", "▁");
    }

    private void decoder() {
        var steps = json.sequence("decoder", "decoders");
        TokenizerJson.replace(steps, "String", "▁", " ");
        steps.addObject().put("type", "ByteFallback");
        steps.addObject().put("type", "Fuse");
        if (vocabulary.addsSpace()) {
            steps.addObject()
                    .put("type", "Strip")
                    .put("content", " ")
                    .put("start", 1)
                    .put("stop", 0);
        }
    }

    private void unigram() {
        ObjectNode model = json.model("Unigram");
        ArrayNode entries = model.putArray("vocab");
        List<Piece> pieces = vocabulary.pieces();
        for (int id = 0; id < pieces.size(); id++) {
            entries.addArray().add(pieces.get(id).text()).add(pieces.get(id).score());
            if (pieces.get(id).kind() == Kind.UNKNOWN) {
                model.put("unk_id", id);
            }
        }
        model.put("byte_fallback", hasBytes());
    }

    private void pairs() {
        ObjectNode model = json.model("BPE");
        ObjectNode ids = model.putObject("vocab");
        var ranked = new LinkedHashMap<String, Float>();
        List<Piece> pieces = vocabulary.pieces();
        for (int id = 0; id < pieces.size(); id++) {
            Piece piece = pieces.get(id);
            if (ids.has(piece.text())) {
                throw new TokenizerException(
                        "the vocabulary has the piece %s twice, the second time with the id %d"
                                .formatted(piece.text(), id));
            }
            ids.put(piece.text(), id);
            if (piece.kind() == Kind.NORMAL) {
                ranked.put(piece.text(), piece.score());
            } else if (piece.kind() == Kind.UNKNOWN) {
                model.put("unk_token", piece.text());
            }
        }
        model.put("byte_fallback", hasBytes());
        model.put("fuse_unk", true);
        TokenizerJson.merges(model, merges(ranked));
    }

    private boolean hasBytes() {
        return vocabulary.pieces().stream().anyMatch(piece -> piece.kind() == Kind.BYTE);
    }

    private record Merge(String left, String right, float score) {}

    /**
     * Every way to put a piece together of two, the better piece first. Among equals, the longer
     * left part first: runs of spaces have one score, and SentencePiece merges them from the left.
     */
    private static List<Map.Entry<String, String>> merges(Map<String, Float> scores) {
        var merges = new ArrayList<Merge>();
        scores.forEach((piece, score) -> {
            for (int cut = 1; cut < piece.length(); cut++) {
                String left = piece.substring(0, cut);
                String right = piece.substring(cut);
                if (scores.containsKey(left) && scores.containsKey(right)) {
                    merges.add(new Merge(left, right, score));
                }
            }
        });
        merges.sort(
                Comparator.comparingDouble((Merge merge) -> -merge.score())
                        .thenComparingInt(merge -> -merge.left().length())
                        .thenComparingInt(merge -> -merge.right().length()));
        return merges.stream().map(merge -> Map.entry(merge.left(), merge.right())).toList();
    }
}
