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
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A tokenizer that runs a validated {@code tokenizer.json} in DJL's engine. */
final class EngineTokenizer implements Tokenizer {

    // DJL's defaults truncate a text after 512 tokens
    private static final Map<String, String> WHOLE =
            Map.of("truncation", "false", "padding", "false", "addSpecialTokens", "false");

    private final HuggingFaceTokenizer engine;
    private final String json;
    private final Pieces pieces;
    private final SpecialTokens specialTokens;
    private final Set<Integer> alphabet;
    private final int[] beginning;

    EngineTokenizer(String json, SpecialTokens known) {
        this(json, _ -> known);
    }

    /**
     * @param known finds begin, end and padding tokens, given the ids of added tokens
     */
    EngineTokenizer(String json, Function<Map<String, Integer>, SpecialTokens> known) {
        this.json = json;
        JsonNode root = parse(json);
        JsonRules.require(root);
        pieces = new Pieces(root);
        beginning = JsonTemplate.beginning(root.path("post_processor"), pieces.declared());
        SpecialTokens found = known.apply(pieces.declared());
        specialTokens =
                (found.bos().isPresent() || beginning.length == 0
                                ? found
                                : found.or(SpecialTokens.beginning(beginning[0])))
                        .orByName(pieces.specialTokens());
        engine = engine(root);
        try {
            pieces.declared()
                    .forEach((token, id) ->
                            DeclaredToken.require(token, id, ids(token, false), this::isBlank));
            requireBeginning();
        } catch (RuntimeException | Error e) {
            engine.close();
            throw e;
        }
        alphabet = pieces.isClosed() ? alphabet() : Set.of();
    }

    private static JsonNode parse(String json) {
        try {
            return TokenizerJson.MAPPER.readTree(json);
        } catch (JacksonException e) {
            throw new TokenizerException("the tokenizer.json is not valid JSON", e);
        }
    }

    /**
     * Creates the engine without truncation and padding; the file's settings are meant for
     * training.
     */
    private static HuggingFaceTokenizer engine(JsonNode root) {
        ObjectNode whole = ((ObjectNode) root).putNull("truncation").putNull("padding");
        byte[] bytes = TokenizerJson.MAPPER.writeValueAsBytes(whole);
        try {
            return HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(bytes), WHOLE);
        } catch (IOException | RuntimeException e) {
            throw new TokenizerException(
                    "the tokenizer engine rejects the tokenizer.json: " + e.getMessage(), e);
        }
    }

    private boolean isBlank(int id) {
        return pieces.piece(id).replace('▁', ' ').replace('Ġ', ' ').isBlank();
    }

    /**
     * Checks that the engine adds the same begin tokens as this class's reading of the template.
     */
    private void requireBeginning() {
        int[] whole = ids("", true);
        if (whole.length < beginning.length
                || !Arrays.equals(Arrays.copyOf(whole, beginning.length), beginning)) {
            throw new TokenizerException(
                    "post_processor: a text must begin with the tokens %s, but begins with %s"
                            .formatted(Arrays.toString(beginning), Arrays.toString(whole)));
        }
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
        return ids(WellFormed.text(text), false);
    }

    @Override
    public int[] encodePrompt(String text) {
        return IntStream.concat(IntStream.of(beginning), IntStream.of(encode(text))).toArray();
    }

    private int[] ids(String text, boolean withSpecials) {
        long[] ids = engine.encode(text, withSpecials, false).getIds();
        var small = new int[ids.length];
        for (int i = 0; i < ids.length; i++) {
            small[i] = (int) ids[i];
        }
        return small;
    }

    // The engine would silently omit unknown characters.
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
        for (int id : ids) {
            pieces.piece(id); // refuses a negative id
        }
        if (!pieces.isByteLevel()) {
            return engine.decode(Arrays.stream(ids).asLongStream().toArray(), false);
        }
        var stream = new ByteStream(pieces);
        var text = new StringBuilder();
        for (int id : ids) {
            text.append(
                    stream.add(
                            pieces.isSpecial(id)
                                    ? pieces.piece(id).getBytes(StandardCharsets.UTF_8)
                                    : pieces.bytes(id)));
        }
        return text.append(stream.rest()).toString();
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
    public int vocabulary() {
        return pieces.size();
    }

    @Override
    public Set<Integer> ends() {
        return specialTokens.ends();
    }

    @Override
    public TokenStream stream(int[] before) {
        return pieces.isByteLevel()
                ? new ByteStream(pieces)
                : new EngineStream(this::decode, before);
    }

    @Override
    public TokenizerFile file() {
        return new TokenizerFile("tokenizer.json", json.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        engine.close();
    }
}
