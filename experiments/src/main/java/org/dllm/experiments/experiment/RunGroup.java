package org.dllm.experiments.experiment;

import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/**
 * What runs have in common that differ in their seed alone.
 *
 * @param submission its id
 * @param gridPoint as {@link PlannedRun} has it
 */
public record RunGroup(long submission, String variant, String gridPoint) {

    /** The variant and its values on the axes of the sweep: {@code dllm train.steps=60}. */
    public String label() {
        return JsonMapper.shared().readTree(gridPoint).properties().stream()
                .map(axis -> " " + axis.getKey() + "=" + axis.getValue())
                .collect(Collectors.joining("", variant, ""));
    }
}
