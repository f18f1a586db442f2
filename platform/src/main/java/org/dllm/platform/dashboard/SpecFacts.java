package org.dllm.platform.dashboard;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What always executes, by a spec's method. */
record SpecFacts(JsonNode method) {

    static SpecFacts of(String spec) {
        return new SpecFacts(JsonMapper.shared().readTree(spec).path("method"));
    }

    /** Layers, from the bottom, that always execute. */
    public int keptLayers() {
        return method.path("keep").path("layers").asInt(0);
    }

    /** Tokens, from the first, that always execute. */
    public int keptTokens() {
        return method.path("keep").path("tokens").asInt(0);
    }
}
