package org.dllm.experiments.model.tokenizer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import tools.jackson.databind.json.JsonMapper;

/** A token per character of an alphabet, behind three special ones. */
public final class CharacterTokenizer implements Tokenizer {

    private static final List<String> SPECIAL = List.of("<pad>", "<bos>", "<eos>");

    private final List<String> pieces;
    private final Map<String, Integer> ids = new LinkedHashMap<>();

    public CharacterTokenizer(String alphabet) {
        pieces = new ArrayList<>(SPECIAL);
        alphabet.codePoints().mapToObj(Character::toString).forEach(pieces::add);
        for (int id = 0; id < pieces.size(); id++) {
            ids.put(pieces.get(id), id);
        }
    }

    @Override
    public int[] encode(String text) {
        return text.codePoints().map(c -> id(Character.toString(c))).toArray();
    }

    private int id(String character) {
        Integer id = ids.get(character);
        if (id == null) {
            throw new IllegalArgumentException(
                    "the alphabet has no character \"%s\"".formatted(character));
        }
        return id;
    }

    @Override
    public int[] encodePrompt(String text) {
        int[] body = encode(text);
        int[] prompt = new int[body.length + 1];
        prompt[0] = SPECIAL.indexOf("<bos>");
        System.arraycopy(body, 0, prompt, 1, body.length);
        return prompt;
    }

    @Override
    public String decode(int[] ids) {
        var text = new StringBuilder();
        for (int id : ids) {
            text.append(isSpecial(id) ? "" : pieces.get(id));
        }
        return text.toString();
    }

    @Override
    public String token(int id) {
        return pieces.get(id);
    }

    @Override
    public boolean isSpecial(int id) {
        return id < SPECIAL.size();
    }

    @Override
    public OptionalInt bos() {
        return OptionalInt.of(SPECIAL.indexOf("<bos>"));
    }

    @Override
    public OptionalInt eos() {
        return OptionalInt.of(SPECIAL.indexOf("<eos>"));
    }

    @Override
    public OptionalInt pad() {
        return OptionalInt.of(SPECIAL.indexOf("<pad>"));
    }

    @Override
    public int vocabulary() {
        return pieces.size();
    }

    @Override
    public TokenStream stream() {
        return new TokenStream() {
            @Override
            public String next(int id) {
                return isSpecial(id) ? "" : pieces.get(id);
            }

            @Override
            public String rest() {
                return "";
            }
        };
    }

    /** Split into single characters, each looked up whole, joined without a space. */
    @Override
    public String json() {
        List<Map<String, Object>> added =
                SPECIAL.stream().map(piece -> special(piece, SPECIAL.indexOf(piece))).toList();
        var json = new LinkedHashMap<String, Object>();
        json.put("version", "1.0");
        json.put("added_tokens", added);
        json.put(
                "pre_tokenizer",
                Map.of(
                        "type",
                        "Split",
                        "pattern",
                        Map.of("Regex", "(?s:.)"),
                        "behavior",
                        "Isolated",
                        "invert",
                        false));
        json.put("decoder", Map.of("type", "Fuse"));
        json.put("model", Map.of("type", "WordLevel", "vocab", ids, "unk_token", "<pad>"));
        return JsonMapper.builder().build().writeValueAsString(json);
    }

    private static Map<String, Object> special(String piece, int id) {
        var token = new LinkedHashMap<String, Object>();
        token.put("id", id);
        token.put("content", piece);
        for (String flag : List.of("single_word", "lstrip", "rstrip", "normalized")) {
            token.put(flag, false);
        }
        token.put("special", true);
        return token;
    }

    @Override
    public void close() {}
}
