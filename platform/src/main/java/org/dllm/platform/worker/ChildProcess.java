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

/** The process of an attempt, started here or found again. */
final class ChildProcess {

    /** The kernel's idea of a start moves a little with its clock. */
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
     * The process with this number, if it is still the one that was started then. Its command line
     * says so too, for Linux counts starts from the boot, and that moves as far as its clock is
     * set.
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

    /** Linux has the whole of it in a file alone: Java reads one page, which a class path fills. */
    private List<String> commandLine() {
        try {
            Path file = Path.of("/proc", Long.toString(pid()), "cmdline");
            return List.of(
                    new String(Files.readAllBytes(file), StandardCharsets.UTF_8).split("\0", -1));
        } catch (IOException _) {
            return handle.info().arguments().map(List::of).orElse(List.of());
        }
    }

    /** The process that wrote its number into its attempt's folder before the database had it. */
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
     * A child is gone once its exit code is known, a little after the system has lost it. A dead
     * orphan that nobody reaps has its number still, but no program.
     */
    boolean alive() {
        return process != null
                ? process.isAlive()
                : handle.isAlive() && handle.info().command().isPresent();
    }

    /** Asks for an end with a checkpoint. */
    void stop() {
        handle.destroy();
    }

    void kill() {
        handle.destroyForcibly();
    }

    /** How it died, as far as the system tells; only a parent is told. */
    String exitDescription() {
        if (process == null) return "its process is gone";
        int code = process.exitValue();
        return switch (code) {
            case 137 -> "its process was killed (SIGKILL)";
            case 134 -> "its process aborted (SIGABRT)";
            case 139 -> "its process crashed (SIGSEGV)";
            case 3 -> "its process ran out of heap";
            case RunProcess.EXIT_DISK_FULL ->
                    "its process could not write to its folder: no space left on the disk";
            default -> "its process ended with exit code " + code;
        };
    }
}
