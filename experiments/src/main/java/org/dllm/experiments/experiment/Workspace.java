package org.dllm.experiments.experiment;

import java.nio.file.Path;
import java.time.Clock;
import java.util.function.Consumer;

/**
 * Where a run works: its own folder, the shared data, the time, and who listens.
 *
 * @param folder holds {@code checkpoints/} and {@code artifacts/} of this run, and survives
 *     attempts
 * @param dataDir the folder with {@code data/}, {@code models/}, {@code tokenizers/}
 */
public record Workspace(Path folder, Path dataDir, Clock clock, Consumer<RunEvent> events) {}
