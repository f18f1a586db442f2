package org.dllm.experiments.experiment;

import java.util.Optional;

/**
 * One run that a document asks for.
 *
 * @param name the variant and what a sweep changed: {@code dllm seed=1}
 * @param rateOf the planned run whose measured rate this one takes before it can start
 */
public record PlannedRun(String name, ExperimentSpec spec, Optional<String> rateOf) {}
