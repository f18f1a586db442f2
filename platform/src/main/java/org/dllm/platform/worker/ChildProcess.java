package org.dllm.platform.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.dllm.experiments.experiment.ResourceSpec;
import org.dllm.platform.batch.RunLaunch;
import org.dllm.platform.batch.RunProcess;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;

/** The process of an attempt, started by this server or found again after a restart. */
final class ChildProcess {

    /** Tolerance between two start times of one process: the kernel's clock may be adjusted. */
    private static final Duration SAME_START = Duration.ofSeconds(3);

    private final ProcessHandle handle;
    private final @Nullable Process process;
    private final Instant startedAt;

    private ChildProcess(ProcessHandle handle, @Nullable Process process) {
        this.handle = handle;
        this.process = process;
        this.startedAt = handle.info().startInstant().orElse(Instant.EPOCH);
    }

    static ChildProcess start(
            ChildCommand command, RunLaunch launch, String spec, ResourceSpec resources) {
        try {
            Files.createDirectories(launch.attemptFolder());
            FileSystemUtils.deleteRecursively(launch.temporary());
            Files.createDirectory(launch.temporary());
            Files.writeString(launch.spec(), spec);
            Process process = command.builder(launch, resources).start();
            return new ChildProcess(process.toHandle(), process);
        } catch (IOException failure) {
            throw new UncheckedIOException(
                    "Cannot start the process of run " + launch.run(), failure);
        }
    }

    /**
     * The process with this number, if it has this start time and this command line. The command
     * line is compared because Linux counts start times from boot, so that they move when the clock
     * is set.
     */
    static Optional<ChildProcess> find(long pid, Instant startedAt, RunLaunch launch) {
        return ProcessHandle.of(pid)
                .map(handle -> new ChildProcess(handle, null))
                .filter(ChildProcess::alive)
                .filter(child -> child.startedAt(startedAt) || launch.isOf(child.commandLine()));
    }

    private boolean startedAt(Instant then) {
        return Duration.between(startedAt, then).abs().compareTo(SAME_START) < 0;
    }

    /** Read from /proc on Linux: Java returns only the first page, which the class path fills. */
    private List<String> commandLine() {
        try {
            Path file = Path.of("/proc", Long.toString(pid()), "cmdline");
            return List.of(
                    new String(Files.readAllBytes(file), StandardCharsets.UTF_8).split("\0", -1));
        } catch (IOException _) {
            return handle.info().arguments().map(List::of).orElse(List.of());
        }
    }

    /**
     * The process named by the pid file of the attempt, which is written before the database knows
     * the process.
     */
    static Optional<ChildProcess> find(RunLaunch launch) {
        Path file = launch.pid();
        try {
            if (!Files.exists(file)) return Optional.empty();
            String[] words = Files.readString(file).trim().split(" ", -1);
            return words.length == 2
                    ? find(Long.parseLong(words[0]), Instant.parse(words[1]), launch)
                    : Optional.empty();
        } catch (IOException failure) {
            throw new UncheckedIOException("Cannot read " + file, failure);
        }
    }

    long pid() {
        return handle.pid();
    }

    Instant startedAt() {
        return startedAt;
    }

    /**
     * Whether the process is alive. A child has ended only when its exit code is known. A dead
     * orphan without a parent that reaps it still has a number, but no command.
     */
    boolean alive() {
        return process != null
                ? process.isAlive()
                : handle.isAlive() && handle.info().command().isPresent();
    }

    /** Asks the process to save a checkpoint and stop. */
    void stop() {
        handle.destroy();
    }

    void kill() {
        handle.destroyForcibly();
    }

    /** Why the process ended, from its exit code; only the parent process can read that. */
    String exitDescription() {
        if (process == null) return "its process no longer exists";
        int code = process.exitValue();
        return switch (code) {
            case 137 -> "its process was killed (SIGKILL), possibly because memory ran out";
            case 134 -> "its process aborted (SIGABRT)";
            case 139 -> "its process crashed (SIGSEGV)";
            case 3 -> "its process ran out of heap";
            case RunProcess.EXIT_DISK_FULL ->
                    "its process could not write to its folder: no space left on the disk";
            default -> "its process ended with exit code " + code;
        };
    }
}
