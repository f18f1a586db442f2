package org.dllm.experiments.experiment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.dllm.experiments.eval.TaskSpec;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Metrics of a run's tasks, stored in the run's folder so that a later attempt does not measure
 * them again.
 *
 * @param folder the run's folder
 */
record Measurements(Path folder) {

    private static final JsonMapper JSON = new JsonMapper();
    private static final TypeReference<Map<String, Double>> METRICS = new TypeReference<>() {};

    void write(TaskSpec task, Map<String, Double> metrics) {
        AtomicFile.write(file(task), JSON.writeValueAsString(new TreeMap<>(metrics)));
    }

    /** Metrics of the tasks that have been evaluated. */
    SortedMap<String, Double> of(List<TaskSpec> tasks) {
        var metrics = new TreeMap<String, Double>();
        for (TaskSpec task : tasks) {
            if (Files.exists(file(task))) {
                try {
                    // JSON has no NaN and no infinity, so they are stored as text
                    metrics.putAll(JSON.readValue(Files.readString(file(task)), METRICS));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        return metrics;
    }

    private Path file(TaskSpec task) {
        return folder.resolve("evaluation").resolve(task.fileName() + ".json");
    }
}
