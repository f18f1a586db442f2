package org.dllm.experiments.model.tokenizer;

import tools.jackson.databind.node.ObjectNode;

/**
 * A tokenizer of single characters, for models that are trained from nothing on a small alphabet.
 */
public final class CharTokenizer {

    private CharTokenizer() {}

    /**
     * The {@code tokenizer.json} in which {@code <pad>}, {@code <bos>} and {@code <eos>} are 0, 1
     * and 2 and the characters of the alphabet follow in their order; a text begins with {@code
     * <bos>}. Other characters cannot be encoded.
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
