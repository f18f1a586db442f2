package org.dllm.experiments.experiment;

import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.dllm.experiments.spec.SpecDraft;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One run as a document has it, as far as it can be read.
 *
 * @param name what the run will be called; what is known of that where its spec has no right name
 * @param variant the part of the name that no sweep adds
 * @param gridPoint values on the axes of the sweep, the seed left out
 * @param place where its errors are: {@code "variants.a: "}, or nothing
 * @param namedAt where its spec's name is from
 * @param rateOf the run whose measured rate it takes
 * @param changes what it has other than the rest of the document
 */
record DraftRun(
        String name,
        String variant,
        SortedMap<String, JsonNode> gridPoint,
        String place,
        String namedAt,
        SpecDraft<ExperimentSpec> spec,
        Optional<String> rateOf,
        Map<String, JsonNode> changes) {

    Optional<PlannedRun> planned() {
        String json = JsonMapper.shared().writeValueAsString(gridPoint);
        return spec.whole()
                .map(whole -> new PlannedRun(name, variant, json, whole, rateOf, changes));
    }
}
