package org.dllm.experiments.model.tokenizer;

import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/** The {@code TemplateProcessing} of a {@code tokenizer.json}: special tokens around a text. */
final class JsonTemplate {

    private JsonTemplate() {}

    /**
     * Checks that every special token of the template is defined; the engine does not check this.
     */
    static void require(JsonNode template) {
        JsonNode special = template.path("special_tokens");
        if (!special.isObject()) {
            throw wrong("special_tokens must be an object");
        }
        for (var entry : special.properties()) {
            JsonNode token = entry.getValue();
            JsonRules.known(
                    "post_processor TemplateProcessing.special_tokens",
                    token,
                    Set.of("id", "ids", "tokens"));
            boolean same =
                    token.path("id").asString("").equals(entry.getKey())
                            && token.path("ids").isArray()
                            && token.path("tokens").isArray()
                            && token.path("ids").size() > 0
                            && token.path("ids").size() == token.path("tokens").size();
            if (!same
                    || !token.path("ids").valueStream().allMatch(JsonNode::isInt)
                    || !token.path("tokens").valueStream().allMatch(JsonNode::isString)) {
                throw wrong(
                        "the special token \"%s\" must have its id, and as many ids as tokens"
                                .formatted(Visible.text(entry.getKey())));
            }
        }
        for (String list : new String[] {"single", "pair"}) {
            if (!template.path(list).isArray()) {
                throw wrong(list + " must be a list");
            }
            for (JsonNode step : template.path(list)) {
                step(step, special, list.equals("single") ? Set.of("A") : Set.of("A", "B"));
            }
        }
        if (count(template.path("single"), "A") != 1
                || count(template.path("pair"), "A") != 1
                || count(template.path("pair"), "B") != 1) {
            throw wrong("single must have the text A once, and pair both A and B");
        }
    }

    private static void step(JsonNode step, JsonNode special, Set<String> texts) {
        boolean text = step.has("Sequence");
        JsonNode one = step.path(text ? "Sequence" : "SpecialToken");
        String id = one.path("id").asString("");
        JsonNode type = one.path("type_id");
        if (!step.isObject()
                || step.size() != 1
                || one.size() != 2
                || !type.isInt()
                || type.intValue() < 0
                || !(text ? texts.contains(id) : special.has(id))) {
            throw wrong(
                    text || id.isEmpty()
                            ? "each step must be the text A (or B) or a special token"
                            : "the special token \"%s\" is not among special_tokens"
                                    .formatted(Visible.text(id)));
        }
    }

    private static long count(JsonNode steps, String text) {
        return steps.valueStream()
                .filter(step -> step.path("Sequence").path("id").asString("").equals(text))
                .count();
    }

    /**
     * The ids before a text. Ids after it, such as an end token, are not part of a prompt, because
     * the model continues it.
     *
     * @param declared ids of the tokens by their text
     */
    static int[] beginning(JsonNode processor, Map<String, Integer> declared) {
        if (processor.path("type").asString("").equals("Sequence")) {
            return StreamSupport.stream(processor.path("processors").spliterator(), false)
                    .flatMapToInt(part -> IntStream.of(beginning(part, declared)))
                    .toArray();
        }
        var ids = IntStream.builder();
        for (JsonNode step : processor.path("single")) {
            if (step.has("Sequence")) {
                break;
            }
            JsonNode token =
                    processor
                            .path("special_tokens")
                            .path(step.path("SpecialToken").path("id").asString(""));
            for (int i = 0; i < token.path("ids").size(); i++) {
                int id = token.path("ids").path(i).intValue();
                String text = token.path("tokens").path(i).asString("");
                if (!Integer.valueOf(id).equals(declared.get(text))) {
                    throw wrong(
                            "the special token \"%s\" has the id %d, but is declared with %s"
                                    .formatted(Visible.text(text), id, declared.get(text)));
                }
                ids.add(id);
            }
        }
        return ids.build().toArray();
    }

    private static TokenizerException wrong(String problem) {
        return JsonRules.wrong("post_processor TemplateProcessing", problem);
    }
}
