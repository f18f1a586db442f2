package org.dllm.experiments.cli;

import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The output of {@code --json}. */
final class JsonText {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private JsonText() {}

    static String of(Object value) {
        return JSON.writeValueAsString(value);
    }
}
