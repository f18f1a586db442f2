package org.dllm.experiments.model.tokenizer;

import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A {@code tokenizer.json} of single bytes in Hugging Face's form, which tests modify. */
final class JsonBytes {

    static final int BEGIN = 256;
    static final int END = 257;

    private JsonBytes() {}

    static ObjectNode json() {
        var ids = new JsonMapper().createObjectNode();
        for (int b = 0; b < 256; b++) {
            ids.put(ByteAlphabet.text(new byte[] {(byte) b}), b);
        }
        var json = new JsonMapper().createObjectNode().put("version", "1.0");
        json.putArray("added_tokens");
        add(json, BEGIN, "<s>", true);
        add(json, END, "</s>", true);
        byteLevel(json.putObject("pre_tokenizer"));
        byteLevel(json.putObject("decoder"));
        template(json, List.of("<s>"), List.of());
        ObjectNode model = json.putObject("model").put("type", "BPE");
        model.set("vocab", ids);
        model.putArray("merges");
        return json;
    }

    private static void byteLevel(ObjectNode part) {
        part.put("type", "ByteLevel")
                .put("add_prefix_space", false)
                .put("trim_offsets", true)
                .put("use_regex", true);
    }

    static ObjectNode add(ObjectNode json, int id, String content, boolean special) {
        return ((ArrayNode) json.path("added_tokens"))
                .addObject()
                .put("id", id)
                .put("content", content)
                .put("single_word", false)
                .put("lstrip", false)
                .put("rstrip", false)
                .put("normalized", false)
                .put("special", special);
    }

    static ObjectNode template(ObjectNode json, List<String> before, List<String> behind) {
        ObjectNode template = json.putObject("post_processor").put("type", "TemplateProcessing");
        for (String list : new String[] {"single", "pair"}) {
            ArrayNode steps = template.putArray(list);
            before.forEach(token -> special(steps, token));
            steps.addObject().putObject("Sequence").put("id", "A").put("type_id", 0);
            behind.forEach(token -> special(steps, token));
            if (list.equals("pair")) {
                steps.addObject().putObject("Sequence").put("id", "B").put("type_id", 1);
            }
        }
        ObjectNode known = template.putObject("special_tokens");
        define(known, "<s>", BEGIN);
        define(known, "</s>", END);
        return template;
    }

    private static void special(ArrayNode steps, String token) {
        steps.addObject().putObject("SpecialToken").put("id", token).put("type_id", 0);
    }

    private static void define(ObjectNode known, String token, int id) {
        ObjectNode one = known.putObject(token).put("id", token);
        one.putArray("ids").add(id);
        one.putArray("tokens").add(token);
    }
}
