package org.dllm.experiments.experiment;

import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/**
 * Identifies runs that differ only in their seed.
 *
 * @param submission id of the submission
 * @param gridPoint as in {@link PlannedRun}
 */
public record RunGroup(long submission, String variant, String gridPoint) {

    /** The variant and its values on the axes of the sweep: {@code dllm train.steps=60}. */
    public String label() {
        return JsonMapper.shared().readTree(gridPoint).properties().stream()
                .map(axis -> " " + axis.getKey() + "=" + axis.getValue())
                .collect(Collectors.joining("", variant, ""));
    }
}
