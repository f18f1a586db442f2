package org.dllm.experiments.experiment;

import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.dllm.experiments.spec.SpecDraft;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One run of a document that may contain errors.
 *
 * @param name the run's name, or the known part of it if the spec's name is invalid
 * @param variant the part of the name without the sweep's values
 * @param gridPoint values on the axes of the sweep, without the seed
 * @param place the named changes that it is made of
 * @param namedAt path that sets the spec's name
 * @param rateOf the run whose measured rate it uses
 * @param changes values that differ from the shared part of the document
 */
record DraftRun(
        String name,
        String variant,
        SortedMap<String, JsonNode> gridPoint,
        RunPlace place,
        String namedAt,
        SpecDraft<ExperimentSpec> spec,
        Optional<String> rateOf,
        Map<String, JsonNode> changes) {

    Optional<PlannedRun> planned() {
        String json = JsonMapper.shared().writeValueAsString(gridPoint);
        return spec.whole()
                .map(whole ->
                        new PlannedRun(
                                name, place.dataset(), variant, json, whole, rateOf, changes));
    }
}
