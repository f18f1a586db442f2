package org.dllm.platform.dashboard;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The layers and tokens that the method of a spec forces to execute. */
record SpecFacts(JsonNode method) {

    static SpecFacts of(String spec) {
        return new SpecFacts(JsonMapper.shared().readTree(spec).path("method"));
    }

    /** The number of first layers that always execute. */
    public int keptLayers() {
        return method.path("keep").path("layers").asInt(0);
    }

    /** The number of first tokens that always execute. */
    public int keptTokens() {
        return method.path("keep").path("tokens").asInt(0);
    }
}
