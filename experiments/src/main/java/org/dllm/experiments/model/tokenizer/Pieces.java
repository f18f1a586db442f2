package org.dllm.experiments.model.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** The pieces of a {@code tokenizer.json} by id, and the bytes they are decoded to. */
final class Pieces {

    static final int MOST = 1 << 24;

    private final String[] pieces;
    private final Map<String, Integer> declared = new LinkedHashMap<>();
    private final Map<String, Integer> special = new LinkedHashMap<>();
    private final Set<Integer> addedIds = new HashSet<>();
    private final Set<Integer> specialIds = new HashSet<>();
    private final boolean byteLevel;
    private final boolean closed;

    Pieces(JsonNode root) {
        JsonNode vocabulary = root.path("model").path("vocab");
        JsonNode added = root.path("added_tokens");
        pieces = new String[size(vocabulary, added)];
        Arrays.fill(pieces, "");
        fill(vocabulary);
        for (JsonNode token : added) {
            add(token);
        }
        byteLevel = root.path("decoder").path("type").asString("").equals("ByteLevel");
        JsonNode model = root.path("model");
        closed =
                !root.toString().contains("\"ByteLevel\"")
                        && !model.path("byte_fallback").asBoolean(false)
                        && !model.hasNonNull("unk_token")
                        && !model.hasNonNull("unk_id");
    }

    private void add(JsonNode token) {
        int id = token.path("id").intValue();
        String content = token.path("content").asString("");
        if (!addedIds.add(id)) {
            throw new TokenizerException(
                    "the added tokens \"%s\" and \"%s\" have the same id %d"
                            .formatted(Visible.text(pieces[id]), Visible.text(content), id));
        }
        pieces[id] = content;
        declared.put(content, id);
        if (token.path("special").asBoolean(false)) {
            special.put(content, id);
            specialIds.add(id);
        }
    }

    /**
     * Number of ids. A vocabulary is a map to ids, or for a unigram model a list of pieces with
     * scores.
     */
    private static int size(JsonNode vocabulary, JsonNode added) {
        int largest = vocabulary.isArray() ? vocabulary.size() - 1 : -1;
        for (JsonNode id : vocabulary.isObject() ? vocabulary : TokenizerJson.MAPPER.nullNode()) {
            largest = Math.max(largest, checked(id));
        }
        for (JsonNode token : added) {
            largest = Math.max(largest, checked(token.path("id")));
        }
        if (largest < 0) {
            throw new TokenizerException("the tokenizer.json has no model.vocab");
        }
        return largest + 1;
    }

    private static int checked(JsonNode id) {
        if (!id.isInt() || id.intValue() < 0 || id.intValue() >= MOST) {
            throw new TokenizerException(
                    "an id of the tokenizer.json must be between 0 and %d, but is %s"
                            .formatted(MOST - 1, id));
        }
        return id.intValue();
    }

    private void fill(JsonNode vocabulary) {
        if (vocabulary.isArray()) {
            for (int id = 0; id < vocabulary.size(); id++) {
                pieces[id] = vocabulary.path(id).path(0).asString("");
            }
        } else {
            vocabulary.properties().forEach(e -> pieces[e.getValue().intValue()] = e.getKey());
        }
    }

    int size() {
        return pieces.length;
    }

    /** The added tokens and their declared ids. */
    Map<String, Integer> declared() {
        return declared;
    }

    Map<String, Integer> specialTokens() {
        return special;
    }

    /** Whether decoding joins the bytes of tokens. */
    boolean isByteLevel() {
        return byteLevel;
    }

    boolean isSpecial(int id) {
        return specialIds.contains(id);
    }

    /** Whether some characters cannot be encoded. */
    boolean isClosed() {
        return closed;
    }

    /**
     * The piece of an id; empty if there is no such token. A model may generate such ids, because
     * its embedding may have more rows.
     */
    String piece(int id) {
        if (id < 0) {
            throw new IllegalArgumentException("a token id must not be negative, but was " + id);
        }
        return id < pieces.length ? pieces[id] : "";
    }

    /** The bytes that an id adds to a text; none for a special token. */
    byte[] bytes(int id) {
        String piece = piece(id);
        if (isSpecial(id)) {
            return new byte[0];
        }
        if (byteLevel) {
            // an added token is plain text, not written in the byte alphabet
            return addedIds.contains(id)
                    ? piece.getBytes(StandardCharsets.UTF_8)
                    : ByteAlphabet.bytes(piece);
        }
        if (isByte(piece)) {
            return new byte[] {(byte) Integer.parseInt(piece.substring(3, 5), 16)};
        }
        return piece.replace('▁', ' ').getBytes(StandardCharsets.UTF_8);
    }

    private static boolean isByte(String piece) {
        return piece.length() == 6 && piece.matches("<0x[0-9A-F]{2}>");
    }
}
