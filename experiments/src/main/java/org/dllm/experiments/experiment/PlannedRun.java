package org.dllm.experiments.experiment;

import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * One run that a document asks for.
 *
 * @param name the variant and what a sweep changed: {@code dllm seed=1}
 * @param variant the name of the variant; of the document if it has no variants
 * @param gridPoint the run's values on the axes of the sweep as JSON, {@code {"train.steps":60}}.
 *     The seed is left out: runs of one variant and grid point differ in their seed alone
 * @param rateOf the planned run whose measured rate this one takes before it can start
 * @param changes from a path to the value that this run has by its variant or the sweep
 */
public record PlannedRun(
        String name,
        String variant,
        String gridPoint,
        ExperimentSpec spec,
        Optional<String> rateOf,
        Map<String, JsonNode> changes) {}
