package org.dllm.experiments.experiment;

import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/**
 * Identifies runs that differ only in their seed.
 *
 * @param submission id of the submission
 * @param dataset as in {@link PlannedRun}, as are {@code variant} and {@code gridPoint}
 */
public record RunGroup(long submission, String dataset, String variant, String gridPoint) {

    /** The names and the values on the axes of the sweep: {@code boolq/dllm train.steps=60}. */
    public String label() {
        return dataset.isEmpty() ? system() : dataset + "/" + system();
    }

    /** The variant and its values on the axes of the sweep: {@code dllm train.steps=60}. */
    public String system() {
        return JsonMapper.shared().readTree(gridPoint).properties().stream()
                .map(axis -> " " + axis.getKey() + "=" + axis.getValue())
                .collect(Collectors.joining("", variant, ""));
    }
}
