package org.dllm.experiments.experiment;

import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Where a run works: its own folder, the shared data, what measures its times, and who listens.
 *
 * @param folder holds {@code checkpoints/} and {@code artifacts/} of this run, and survives
 *     attempts
 * @param dataDir the folder with {@code data/}, {@code models/}, {@code tokenizers/}
 * @param cache prepared data that runs share; what is deleted there is prepared again
 */
public record Workspace(
        Path folder, Path dataDir, Path cache, MonotonicClock clock, Consumer<RunEvent> events) {

    /** A workspace whose cache is in the data folder. */
    public Workspace(Path folder, Path dataDir, MonotonicClock clock, Consumer<RunEvent> events) {
        this(folder, dataDir, dataDir.resolve("cache"), clock, events);
    }
}
