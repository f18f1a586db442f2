package org.dllm.platform.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.dllm.experiments.experiment.ResourceSpec;
import org.dllm.platform.batch.RunOrder;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;

/** The process of an attempt, started here or found again. */
final class Child {

    /** The kernel's idea of a start moves by a second when its clock is set. */
    private static final Duration SAME_START = Duration.ofSeconds(3);

    private final ProcessHandle handle;
    private final @Nullable Process process;
    private final Instant startedAt;

    private Child(ProcessHandle handle, @Nullable Process process) {
        this.handle = handle;
        this.process = process;
        this.startedAt = handle.info().startInstant().orElse(Instant.EPOCH);
    }

    static Child start(ChildCommand command, RunOrder order, String spec, ResourceSpec resources) {
        try {
            Files.createDirectories(order.attemptFolder());
            FileSystemUtils.deleteRecursively(order.temporary());
            Files.createDirectory(order.temporary());
            Files.writeString(order.spec(), spec);
            Process process = command.builder(order, resources).start();
            return new Child(process.toHandle(), process);
        } catch (IOException failure) {
            throw new UncheckedIOException(
                    "Cannot start the process of run " + order.run(), failure);
        }
    }

    /** The process with this number, if it is still the one that was started then. */
    static Optional<Child> find(long pid, Instant startedAt) {
        return ProcessHandle.of(pid)
                .map(handle -> new Child(handle, null))
                .filter(Child::alive)
                .filter(child ->
                        Duration.between(child.startedAt, startedAt).abs().compareTo(SAME_START)
                                < 0);
    }

    /** The process that wrote its number into its attempt's folder before the database had it. */
    static Optional<Child> find(RunOrder order) {
        Path file = order.pid();
        try {
            if (!Files.exists(file)) return Optional.empty();
            String[] words = Files.readString(file).trim().split(" ", -1);
            return words.length == 2
                    ? find(Long.parseLong(words[0]), Instant.parse(words[1]))
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
    String death() {
        if (process == null) return "its process is gone";
        int code = process.exitValue();
        return switch (code) {
            case 137 -> "its process was killed (SIGKILL)";
            case 134 -> "its process aborted (SIGABRT)";
            case 139 -> "its process crashed (SIGSEGV)";
            case 3 -> "its process ran out of heap";
            default -> "its process ended with exit code " + code;
        };
    }
}
