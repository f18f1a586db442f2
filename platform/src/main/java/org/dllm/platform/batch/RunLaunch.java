package org.dllm.platform.batch;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;

/**
 * The arguments of a run's process.
 *
 * @param folder of the run: {@code spec.json}, checkpoints, artifacts, attempts; survives attempts
 * @param attempt 1 for the first
 * @param dataDir folder with {@code data/}, {@code models/}, {@code tokenizers/}
 */
public record RunLaunch(String run, Path folder, int attempt, Path dataDir) {

    /** The command-line arguments, one word each. */
    public List<String> arguments() {
        return List.of(run, folder.toString(), Integer.toString(attempt), dataDir.toString());
    }

    /** Whether a process with this command line executes this attempt, with any data folder. */
    public boolean isOf(List<String> commandLine) {
        return Collections.indexOfSubList(commandLine, arguments().subList(0, 3)) >= 0;
    }

    static RunLaunch parse(String... arguments) {
        if (arguments.length != 4)
            throw new IllegalArgumentException(
                    "expected the arguments run, folder, attempt and data folder, found "
                            + List.of(arguments));
        return new RunLaunch(
                arguments[0],
                Path.of(arguments[1]),
                Integer.parseInt(arguments[2]),
                Path.of(arguments[3]));
    }

    /** The spec as canonical JSON, written before the first attempt. */
    public Path spec() {
        return folder.resolve("spec.json");
    }

    /** The folder of this attempt's own files. */
    public Path attemptFolder() {
        return folder.resolve("attempts").resolve(Integer.toString(attempt));
    }

    /** The file of this attempt's events. */
    public Path spool() {
        return attemptFolder().resolve("spool.jsonl");
    }

    /**
     * Folder for temporary files of the run's processes. The worker deletes it before it starts a
     * process.
     */
    public Path temporary() {
        return folder.resolve("temporary");
    }

    /** The pid file: number and start time of the process, written before anything else. */
    public Path pid() {
        return attemptFolder().resolve("pid");
    }

    /** Standard output and error of the process, short unless it fails. */
    public Path output() {
        return attemptFolder().resolve("output.log");
    }

    /** Spring Batch's database of this run, without the file extension that H2 adds. */
    Path batchDatabase() {
        return folder.resolve("batch");
    }

    /**
     * The file in which Batch records finished stages. If it is missing, the next attempt repeats
     * all of them and resumes training from the newest checkpoint.
     */
    public Path stagesDone() {
        return folder.resolve(batchDatabase().getFileName() + ".mv.db");
    }
}
