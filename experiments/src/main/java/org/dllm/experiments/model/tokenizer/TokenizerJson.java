package org.dllm.experiments.model.tokenizer;

import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Builder of a {@code tokenizer.json}. */
final class TokenizerJson {

    static final JsonMapper MAPPER = new JsonMapper();

    private final ObjectNode root = MAPPER.createObjectNode();
    private final ArrayNode added;

    TokenizerJson() {
        root.put("version", "1.0");
        root.putNull("truncation");
        root.putNull("padding");
        added = root.putArray("added_tokens");
        root.putNull("normalizer");
        root.putNull("pre_tokenizer");
        root.putNull("post_processor");
        root.putNull("decoder");
    }

    /** Adds a token that is matched in the text before normalisation. */
    void addToken(int id, String content, boolean special) {
        added.addObject()
                .put("id", id)
                .put("content", content)
                .put("single_word", false)
                .put("lstrip", false)
                .put("rstrip", false)
                .put("normalized", false)
                .put("special", special);
    }

    /** Adds a token before every text that is encoded with special tokens. */
    void prependToken(int id, String token) {
        ObjectNode processor = root.putObject("post_processor").put("type", "TemplateProcessing");
        ArrayNode single = processor.putArray("single");
        single.addObject().putObject("SpecialToken").put("id", token).put("type_id", 0);
        single.addObject().putObject("Sequence").put("id", "A").put("type_id", 0);
        ArrayNode pair = processor.putArray("pair");
        pair.addObject().putObject("SpecialToken").put("id", token).put("type_id", 0);
        pair.addObject().putObject("Sequence").put("id", "A").put("type_id", 0);
        pair.addObject().putObject("Sequence").put("id", "B").put("type_id", 0);
        ObjectNode known = processor.putObject("special_tokens").putObject(token).put("id", token);
        known.putArray("ids").add(id);
        known.putArray("tokens").add(token);
    }

    /** Adds a part of type {@code Sequence} and returns its list of steps. */
    ArrayNode sequence(String part, String steps) {
        return part(part, "Sequence").putArray(steps);
    }

    ObjectNode part(String part, String type) {
        return root.putObject(part).put("type", type);
    }

    ObjectNode model(String type) {
        ObjectNode model = root.putObject("model").put("type", type);
        if (type.equals("BPE")) {
            model.putNull("dropout").putNull("unk_token");
            model.putNull("continuing_subword_prefix").putNull("end_of_word_suffix");
            model.put("fuse_unk", false).put("byte_fallback", false).put("ignore_merges", false);
        }
        return model;
    }

    static void replace(ArrayNode steps, String patternKind, String pattern, String content) {
        steps.addObject()
                .put("type", "Replace")
                .put("content", content)
                .putObject("pattern")
                .put(patternKind, pattern);
    }

    static void merges(ObjectNode model, List<Map.Entry<String, String>> merges) {
        ArrayNode list = model.putArray("merges");
        for (var merge : merges) {
            list.addArray().add(merge.getKey()).add(merge.getValue());
        }
    }

    String text() {
        return MAPPER.writeValueAsString(root);
    }
}
