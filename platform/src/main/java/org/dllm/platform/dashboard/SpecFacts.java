package org.dllm.platform.dashboard;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a page needs to know of a spec's method. */
record SpecFacts(JsonNode method) {

    static SpecFacts of(String spec) {
        return new SpecFacts(JsonMapper.shared().readTree(spec).path("method"));
    }

    public MethodLabel label() {
        MethodLabel label = MethodLabel.of(method.path("type").asString(""));
        boolean routed = label.key().equals("dllm");
        return routed && !method.path("evict").asBoolean(true) ? label.withoutEviction() : label;
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
