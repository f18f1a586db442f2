package org.dllm.experiments.experiment;

import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * One run of a document.
 *
 * @param name the variant and the sweep's values: {@code dllm seed=1}
 * @param dataset the name of the document's data set, empty if the document has none. The names of
 *     its runs begin with it: {@code boolq/dllm seed=1}
 * @param variant the name of the variant, or of the document if it has no variants
 * @param gridPoint the run's values on the axes of the sweep as JSON, {@code {"train.steps":60}}.
 *     The seed is excluded: runs of one variant and grid point differ only in their seed
 * @param rateOf the planned run whose measured rate this one takes before it can start
 * @param changes values set by the data set, the variant or the sweep, by path
 */
public record PlannedRun(
        String name,
        String dataset,
        String variant,
        String gridPoint,
        ExperimentSpec spec,
        Optional<String> rateOf,
        Map<String, JsonNode> changes) {}
