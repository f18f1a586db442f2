package org.dllm.platform.dashboard;

import org.dllm.experiments.experiment.SpecJson;
import org.dllm.experiments.method.MethodSpec;
import org.dllm.experiments.method.TargetRate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the method of a spec decides and forces.
 *
 * @param method absent if an older version wrote the spec
 */
record SpecFacts(JsonNode tree, @Nullable MethodSpec method) {

    static SpecFacts of(String spec) {
        return new SpecFacts(
                JsonMapper.shared().readTree(spec).path("method"),
                SpecJson.methodOf(spec).orElse(null));
    }

    /** One sentence about what decides. */
    public @Nullable String sentence() {
        return method == null ? null : method.text().sentence();
    }

    /** The rate that the method aims at; null if it has none. */
    @Nullable TargetRate target() {
        return method == null ? null : method.targetRate().orElse(null);
    }

    /** Whether tokens may differ in what they execute. */
    public boolean decides() {
        return method == null || method.differsByToken();
    }

    /** The number of first layers that always execute. */
    public int keptLayers() {
        return tree.path("keep").path("layers").asInt(0);
    }

    /** The number of first tokens that always execute. */
    public int keptTokens() {
        return tree.path("keep").path("tokens").asInt(0);
    }
}
