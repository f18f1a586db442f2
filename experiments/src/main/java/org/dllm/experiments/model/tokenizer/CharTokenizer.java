package org.dllm.experiments.model.tokenizer;

import tools.jackson.databind.node.ObjectNode;

/** A tokenizer of single characters, for models trained from scratch on a small alphabet. */
public final class CharTokenizer {

    private CharTokenizer() {}

    /**
     * Creates a {@code tokenizer.json}. Ids 0, 1 and 2 are {@code <pad>}, {@code <bos>} and {@code
     * <eos>}; the characters of the alphabet follow in order. A text begins with {@code <bos>}.
     * Other characters cannot be encoded.
     */
    public static String json(String alphabet) {
        var json = new TokenizerJson();
        ObjectNode model = json.model("BPE");
        ObjectNode ids = model.putObject("vocab");
        for (String special : new String[] {"<pad>", "<bos>", "<eos>"}) {
            json.addToken(ids.size(), special, true);
            ids.put(special, ids.size());
        }
        for (int character : alphabet.codePoints().toArray()) {
            String token = Character.toString(character);
            if (ids.has(token)) {
                throw new IllegalArgumentException(
                        "the alphabet has the character \"%s\" twice".formatted(token));
            }
            ids.put(token, ids.size());
        }
        model.putArray("merges");
        json.part("decoder", "Fuse");
        json.prependToken(1, "<bos>");
        return json.text();
    }
}
