package org.dllm.experiments.model.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * What a {@code tokenizer.json} says of each id: its piece, and the bytes of text it stands for.
 */
final class Pieces {

    private static final int MOST = 1 << 24;

    private final String[] pieces;
    private final Map<String, Integer> special = new HashMap<>();
    private final Set<Integer> specialIds = new HashSet<>();
    private final boolean byteLevel;
    private final boolean stripsFirstSpace;
    private final boolean closed;

    Pieces(String json) {
        JsonNode root = parse(json);
        JsonNode vocabulary = root.path("model").path("vocab");
        JsonNode added = root.path("added_tokens");
        pieces = new String[size(vocabulary, added)];
        Arrays.fill(pieces, "");
        fill(vocabulary);
        for (JsonNode token : added) {
            int id = token.path("id").intValue();
            pieces[id] = token.path("content").asString("");
            if (token.path("special").asBoolean(false)) {
                special.put(pieces[id], id);
                specialIds.add(id);
            }
        }
        String decoder = root.path("decoder").toString();
        byteLevel = decoder.contains("\"ByteLevel\"");
        stripsFirstSpace = decoder.contains("\"Strip\"") || decoder.contains("\"Metaspace\"");
        JsonNode model = root.path("model");
        closed =
                !byteLevel
                        && !model.path("byte_fallback").asBoolean(false)
                        && !model.hasNonNull("unk_token")
                        && !model.hasNonNull("unk_id");
    }

    private static JsonNode parse(String json) {
        try {
            return TokenizerJson.MAPPER.readTree(json);
        } catch (JacksonException e) {
            throw new TokenizerException(
                    "the tokenizer.json is not JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** A vocabulary is a map of ids, or for a unigram model a list of pieces with scores. */
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
                    "an id of the tokenizer.json must lie between 0 and %d, but is %s"
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

    Map<String, Integer> specialTokens() {
        return special;
    }

    boolean isSpecial(int id) {
        return specialIds.contains(id);
    }

    /** Whether the first space of a text is not part of it. */
    boolean stripsFirstSpace() {
        return stripsFirstSpace;
    }

    /** Whether there are characters that have no token at all. */
    boolean isClosed() {
        return closed;
    }

    /**
     * Empty for an id of no token: an embedding may have more rows, and a model says any of them.
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
            return ByteAlphabet.bytes(piece);
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
