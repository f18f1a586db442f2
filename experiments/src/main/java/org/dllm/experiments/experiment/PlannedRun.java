package org.dllm.experiments.experiment;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * One run that a document asks for.
 *
 * @param name the variant and what a sweep changed: {@code dllm seed=1}
 * @param rateOf the planned run whose measured rate this one takes before it can start
 * @param changes from a path to the value that this run has by its variant or the sweep
 */
public record PlannedRun(
        String name, ExperimentSpec spec, Optional<String> rateOf, Map<String, JsonNode> changes) {

    /** What a sweep over seeds adds; submit.js knows it too. */
    private static final Pattern SEED = Pattern.compile(" seed=-?\\d+(?= |$)");

    /** What runs that differ by their seed alone are called: their name without it. */
    public static String withoutSeed(String name) {
        return SEED.matcher(name).replaceAll("");
    }
}
