package org.dllm.experiments.experiment;

import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * The environment of a run: its folder, the shared data, its clock and its event listener.
 *
 * @param folder the run's folder with {@code checkpoints/} and {@code artifacts/}, kept between
 *     attempts
 * @param dataDir the folder with {@code data/}, {@code models/}, {@code tokenizers/}
 * @param cache prepared data shared by runs; deleted files are prepared again
 */
public record Workspace(
        Path folder, Path dataDir, Path cache, MonotonicClock clock, Consumer<RunEvent> events) {

    /** A workspace whose cache is in the data folder. */
    public Workspace(Path folder, Path dataDir, MonotonicClock clock, Consumer<RunEvent> events) {
        this(folder, dataDir, dataDir.resolve("cache"), clock, events);
    }
}
