package org.dllm.experiments.experiment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * The peak resident memory of the process by stage: the maximum over the attempts of a run, stored
 * in the run's folder. It is measured where the system reports a peak that can be reset, as Linux
 * does. Memory that an earlier stage leaves to the allocator counts.
 */
final class PeakMemory {

    private static final JsonMapper JSON = new JsonMapper();
    private static final TypeReference<TreeMap<String, Long>> BYTES = new TypeReference<>() {};
    private static final String PEAK = "VmHWM:";
    private static final String RESET_PEAK = "5";
    private static final long KIB = 1024;

    private final Path file;
    private final Path process;
    private @Nullable String stage;
    private boolean resets;

    /**
     * @param folder the run's folder
     */
    PeakMemory(Path folder) {
        this(folder, Path.of("/proc/self"));
    }

    /**
     * @param process the system's folder of this process
     */
    PeakMemory(Path folder, Path process) {
        file = folder.resolve("peak-memory.json");
        this.process = process;
    }

    /** Starts a stage, unless the process is in it already. */
    void enter(String name) {
        if (!name.equals(stage)) {
            stage = name;
            resets = reset();
        }
    }

    /**
     * Stores the peak of the current stage so far.
     *
     * @return its metric; empty if the system does not report it
     */
    Map<String, Double> record() {
        OptionalLong now = resets ? peak() : OptionalLong.empty();
        if (stage == null || now.isEmpty()) {
            return Map.of();
        }
        Map<String, Long> bytes = stored();
        long most = bytes.merge(stage, now.getAsLong(), Math::max);
        AtomicFile.write(file, JSON.writeValueAsString(bytes));
        return Map.of(key(stage), (double) most);
    }

    /** The metrics of all stages. */
    SortedMap<String, Double> metrics() {
        var metrics = new TreeMap<String, Double>();
        stored().forEach((name, bytes) -> metrics.put(key(name), (double) bytes));
        return metrics;
    }

    private static String key(String stage) {
        return "time/" + stage + "/peak_memory_bytes";
    }

    private Map<String, Long> stored() {
        try {
            return Files.exists(file)
                    ? JSON.readValue(Files.readString(file), BYTES)
                    : new TreeMap<>();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean reset() {
        Path references = process.resolve("clear_refs");
        if (!Files.isWritable(references)) {
            return false;
        }
        try {
            Files.writeString(references, RESET_PEAK);
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    private OptionalLong peak() {
        try (var lines = Files.lines(process.resolve("status"))) {
            return lines.filter(line -> line.startsWith(PEAK))
                    .mapToLong(line -> KIB * Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst();
        } catch (IOException | UncheckedIOException _) {
            return OptionalLong.empty();
        }
    }
}
