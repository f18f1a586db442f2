package org.dllm.experiments.experiment;

import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Where a run works: its own folder, the shared data, what measures its times, and who listens.
 *
 * @param folder holds {@code checkpoints/} and {@code artifacts/} of this run, and survives
 *     attempts
 * @param dataDir the folder with {@code data/}, {@code models/}, {@code tokenizers/}
 */
public record Workspace(Path folder, Path dataDir, Ticks ticks, Consumer<RunEvent> events) {}
