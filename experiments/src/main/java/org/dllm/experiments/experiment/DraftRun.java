package org.dllm.experiments.experiment;

import java.util.Map;
import java.util.Optional;
import org.dllm.experiments.spec.SpecDraft;
import tools.jackson.databind.JsonNode;

/**
 * One run as a document has it, as far as it can be read.
 *
 * @param name what the run will be called; what is known of that where its spec has no right name
 * @param place where its errors are: {@code "variants.a: "}, or nothing
 * @param namedAt where its spec's name is from
 * @param rateOf the run whose measured rate it takes
 * @param changes what it has other than the rest of the document
 */
record DraftRun(
        String name,
        String place,
        String namedAt,
        SpecDraft<ExperimentSpec> spec,
        Optional<String> rateOf,
        Map<String, JsonNode> changes) {

    Optional<PlannedRun> planned() {
        return spec.whole().map(whole -> new PlannedRun(name, whole, rateOf, changes));
    }
}
