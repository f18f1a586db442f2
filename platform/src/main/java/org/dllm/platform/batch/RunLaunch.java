package org.dllm.platform.batch;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;

/**
 * What a run's process is started with.
 *
 * @param folder of the run: {@code spec.json}, checkpoints, artifacts, attempts; survives attempts
 * @param attempt 1 for the first
 * @param dataDir the folder with {@code data/}, {@code models/}, {@code tokenizers/}
 */
public record RunLaunch(String run, Path folder, int attempt, Path dataDir) {

    /** The arguments of the process's main, each as one word. */
    public List<String> arguments() {
        return List.of(run, folder.toString(), Integer.toString(attempt), dataDir.toString());
    }

    /** Whether a process with this command line carries out this attempt, with whichever data. */
    public boolean isOf(List<String> commandLine) {
        return Collections.indexOfSubList(commandLine, arguments().subList(0, 3)) >= 0;
    }

    static RunLaunch parse(String... arguments) {
        if (arguments.length != 4)
            throw new IllegalArgumentException(
                    "A run's process takes run, folder, attempt and data folder, but was given "
                            + List.of(arguments));
        return new RunLaunch(
                arguments[0],
                Path.of(arguments[1]),
                Integer.parseInt(arguments[2]),
                Path.of(arguments[3]));
    }

    /** Canonical JSON of what to run, written before the first attempt. */
    public Path spec() {
        return folder.resolve("spec.json");
    }

    /** What is this attempt's alone. */
    public Path attemptFolder() {
        return folder.resolve("attempts").resolve(Integer.toString(attempt));
    }

    /** The events of this attempt. */
    public Path spool() {
        return attemptFolder().resolve("spool.jsonl");
    }

    /**
     * Where its processes put what they need no longer than they live; a killed one leaves it to
     * the next.
     */
    public Path temporary() {
        return folder.resolve("temporary");
    }

    /** Number and start of the process, which it writes first of all. */
    public Path pid() {
        return attemptFolder().resolve("pid");
    }

    /** What the process prints, which is little unless it fails. */
    public Path output() {
        return attemptFolder().resolve("output.log");
    }

    /** Spring Batch's tables of this run, less the ending that H2 adds. */
    Path batchDatabase() {
        return folder.resolve("batch");
    }

    /**
     * Where Batch knows which stages are done. Without it the next attempt does all of them again,
     * training from its newest checkpoint.
     */
    public Path stagesDone() {
        return folder.resolve(batchDatabase().getFileName() + ".mv.db");
    }
}
