package org.dllm.experiments.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dllm.experiments.experiment.TinyRun.DENSE;
import static org.dllm.experiments.experiment.TinyRun.spec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.dllm.experiments.eval.TaskSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeasurementsTests {

    @TempDir private Path folder;

    /** Holds on every file system, also on one that ignores case. */
    @Test
    void tasksThatDifferOnlyInCaseHaveSeparateFiles() throws IOException {
        String task = "{task: %s, set: {type: Synthetic, examples: 5}}";
        List<TaskSpec> tasks =
                spec(DENSE, "evaluate=[%s, %s]".formatted(task, task).formatted("Sums", "sums"))
                        .evaluate();
        var measurements = new Measurements(folder);
        measurements.write(tasks.getFirst(), Map.of("Sums/exact_match", 1.0));
        measurements.write(tasks.getLast(), Map.of("sums/exact_match", 0.5));
        try (var files = Files.list(folder.resolve("evaluation"))) {
            assertThat(files.map(file -> file.getFileName().toString().toLowerCase(Locale.ROOT)))
                    .hasSize(2)
                    .doesNotHaveDuplicates();
        }
        assertThat(measurements.of(tasks))
                .isEqualTo(Map.of("Sums/exact_match", 1.0, "sums/exact_match", 0.5));
    }
}
