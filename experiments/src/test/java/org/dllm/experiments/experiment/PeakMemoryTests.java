package org.dllm.experiments.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process whose system reports peaks as Linux does. */
class PeakMemoryTests {

    private static final String TRAIN = "time/train/peak_memory_bytes";
    private static final String EVALUATE = "time/evaluate/peak_memory_bytes";

    @TempDir private Path folder;
    private Path process;

    @BeforeEach
    void process() throws IOException {
        process = Files.createDirectories(folder.resolve("self"));
        Files.createFile(process.resolve("clear_refs"));
    }

    private void peak(long kib) throws IOException {
        Files.writeString(
                process.resolve("status"),
                "Name:\tjava\nVmPeak:\t 9999 kB\nVmHWM:\t %d kB\nVmRSS:\t 7 kB\n".formatted(kib));
    }

    private PeakMemory memory() {
        return new PeakMemory(folder, process);
    }

    @Test
    void eachStageHasItsOwnPeak() throws IOException {
        PeakMemory memory = memory();
        memory.enter("train");
        assertThat(process.resolve("clear_refs")).hasContent("5");
        peak(100);
        assertThat(memory.record()).isEqualTo(Map.of(TRAIN, 102_400.0));
        Files.writeString(process.resolve("clear_refs"), "");
        memory.enter("train");
        assertThat(process.resolve("clear_refs")).as("a stage resets once").isEmptyFile();
        memory.enter("evaluate");
        assertThat(process.resolve("clear_refs")).hasContent("5");
        peak(50);
        memory.record();
        assertThat(memory.metrics()).isEqualTo(Map.of(TRAIN, 102_400.0, EVALUATE, 51_200.0));
    }

    @Test
    void thePeakOfARunIsTheLargestOfItsAttempts() throws IOException {
        for (int kib : new int[] {20, 30, 10}) {
            PeakMemory attempt = memory();
            attempt.enter("train");
            peak(kib);
            attempt.record();
        }
        assertThat(memory().metrics()).isEqualTo(Map.of(TRAIN, 30_720.0));
    }

    @Test
    void aSystemThatCannotResetThePeakHasNoMetric() throws IOException {
        Files.delete(process.resolve("clear_refs"));
        peak(100);
        PeakMemory memory = memory();
        memory.enter("train");
        assertThat(memory.record()).isEmpty();
        assertThat(memory.metrics()).isEmpty();
    }

    @Test
    void aSystemThatDoesNotReportThePeakHasNoMetric() {
        PeakMemory memory = memory();
        memory.enter("train");
        assertThat(memory.record()).isEmpty();
    }

    @Test
    void nothingIsRecordedBeforeTheFirstStage() throws IOException {
        peak(100);
        assertThat(memory().record()).isEmpty();
    }
}
