package org.dllm.experiments.experiment;

import org.dllm.experiments.spec.SpecSchema;
import tools.jackson.databind.node.ObjectNode;

/** The published JSON Schema of a {@link SpecDocument}, for editors and for clients. */
public final class ExperimentSchema {

    private ExperimentSchema() {}

    /**
     * JSON Schema 2020-12. With variants or a sweep a name may stand there instead, so nothing but
     * the name is required.
     */
    public static String json() {
        ObjectNode schema = SpecSchema.of(ExperimentSpec.class);
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("title", "D-LLM Lab experiment");
        schema.putArray("required").add("name");
        // a task that is named after its set says the set too
        schema.withObject("/properties/evaluate/items").putArray("required").add("task");
        var properties = schema.withObject("properties");
        properties.putObject("description").put("type", "string");
        properties
                .putObject("variants")
                .put("type", "object")
                .putObject("additionalProperties")
                .put("type", "object");
        properties
                .putObject("sweep")
                .put("type", "object")
                .putObject("additionalProperties")
                .put("type", "array");
        return schema.toPrettyString();
    }
}
