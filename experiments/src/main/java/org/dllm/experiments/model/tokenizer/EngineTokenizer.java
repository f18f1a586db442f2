package org.dllm.experiments.model.tokenizer;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Every tokenizer: the library's engine, given a {@code tokenizer.json}. */
final class EngineTokenizer implements Tokenizer {

    // its own defaults would cut a text after 512 tokens
    private static final Map<String, String> WHOLE =
            Map.of("truncation", "false", "padding", "false", "addSpecialTokens", "false");

    private final HuggingFaceTokenizer engine;
    private final String json;
    private final Pieces pieces;
    private final Specials specials;
    private final Set<Integer> alphabet;
    private final boolean addsBos;

    EngineTokenizer(String json, Specials known) {
        this(json, json, known);
    }

    /**
     * @param json what is published and says which ids are special
     * @param engineJson what the engine is given
     */
    EngineTokenizer(String json, String engineJson, Specials known) {
        this.json = json;
        pieces = new Pieces(json);
        try {
            engine =
                    HuggingFaceTokenizer.newInstance(
                            new ByteArrayInputStream(engineJson.getBytes(StandardCharsets.UTF_8)),
                            WHOLE);
        } catch (IOException | RuntimeException e) {
            throw new TokenizerException(
                    "the engine refuses the tokenizer.json: " + e.getMessage(), e);
        }
        int[] beginning = ids("", true);
        OptionalInt begins =
                beginning.length > 0 ? OptionalInt.of(beginning[0]) : OptionalInt.empty();
        specials =
                (known.bos().isPresent() ? known : new Specials(begins, known.eos(), known.pad()))
                        .orByName(pieces.specialTokens());
        addsBos = begins.isPresent() && begins.equals(specials.bos());
        alphabet = pieces.isClosed() ? alphabet() : Set.of();
    }

    private Set<Integer> alphabet() {
        return IntStream.range(0, pieces.size())
                .filter(id -> !pieces.isSpecial(id))
                .mapToObj(pieces::piece)
                .filter(piece -> piece.codePointCount(0, piece.length()) == 1)
                .map(piece -> piece.codePointAt(0))
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public int[] encode(String text) {
        if (pieces.isClosed()) {
            refuseUnknown(text);
        }
        return ids(wellFormed(text), false);
    }

    @Override
    public int[] encodePrompt(String text) {
        int[] ids = encode(text);
        if (!addsBos) {
            return ids;
        }
        var whole = new int[ids.length + 1];
        whole[0] = specials.bos().orElseThrow();
        System.arraycopy(ids, 0, whole, 1, ids.length);
        return whole;
    }

    private int[] ids(String text, boolean withSpecials) {
        long[] ids = engine.encode(text, withSpecials, false).getIds();
        var small = new int[ids.length];
        for (int i = 0; i < ids.length; i++) {
            small[i] = (int) ids[i];
        }
        return small;
    }

    /** The engine takes UTF-8, which has no half of a surrogate pair. */
    private static String wellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return text.codePoints()
                        .map(c ->
                                c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE
                                        ? 0xFFFD
                                        : c)
                        .collect(
                                StringBuilder::new,
                                StringBuilder::appendCodePoint,
                                StringBuilder::append)
                        .toString();
            }
        }
        return text;
    }

    // The engine would leave them out without a word.
    private void refuseUnknown(String text) {
        String plain = text;
        for (String special : pieces.specialTokens().keySet()) {
            plain = plain.replace(special, "");
        }
        plain.codePoints()
                .filter(character -> !alphabet.contains(character))
                .findFirst()
                .ifPresent(character -> {
                    throw new IllegalArgumentException(
                            "the tokenizer has no token for the character \"%s\" (U+%04X)"
                                    .formatted(Character.toString(character), character));
                });
    }

    @Override
    public String decode(int[] ids) {
        return text(Arrays.stream(ids).filter(id -> !pieces.isSpecial(id)).toArray());
    }

    @Override
    public String decodeWithSpecials(int[] ids) {
        return text(ids);
    }

    private String text(int[] ids) {
        var wide = new long[ids.length];
        for (int i = 0; i < ids.length; i++) {
            pieces.piece(ids[i]); // refuses a negative id
            wide[i] = ids[i];
        }
        return engine.decode(wide, false);
    }

    @Override
    public String token(int id) {
        if (pieces.isSpecial(id)) {
            return pieces.piece(id);
        }
        byte[] bytes = pieces.bytes(id);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            var text = new StringBuilder();
            for (byte b : bytes) {
                text.append("<0x%02X>".formatted(b));
            }
            return text.toString();
        }
    }

    @Override
    public boolean isSpecial(int id) {
        return pieces.isSpecial(id);
    }

    @Override
    public OptionalInt bos() {
        return specials.bos();
    }

    @Override
    public OptionalInt eos() {
        return specials.eos();
    }

    @Override
    public OptionalInt pad() {
        return specials.pad();
    }

    @Override
    public int vocabulary() {
        return pieces.size();
    }

    @Override
    public TokenStream stream(int[] before) {
        boolean begins = Arrays.stream(before).allMatch(pieces::isSpecial);
        return new ByteStream(pieces, begins && pieces.stripsFirstSpace());
    }

    @Override
    public String json() {
        return json;
    }

    @Override
    public void close() {
        engine.close();
    }
}
