package org.dllm.platform.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server started by a command. Its output goes to {@code server.log}. */
final class ServerProcess implements AutoCloseable {

    private static final Duration START = Duration.ofMinutes(5);
    static final int USUAL_PORT = 8080;

    private final Process process;

    private ServerProcess(Process process) {
        this.process = process;
    }

    /** Returns when the server answers. */
    static ServerProcess start(Session session) {
        Path home = session.home().folder();
        Path log = home.resolve("server.log");
        try {
            Files.createDirectories(home);
            String port = free(USUAL_PORT) ? Integer.toString(USUAL_PORT) : "0";
            String script = System.getProperty("dllm.script", "./dllm");
            var started =
                    new ServerProcess(
                            new ProcessBuilder(script, "serve", "--port", port)
                                    .redirectErrorStream(true)
                                    .redirectOutput(log.toFile())
                                    .start());
            started.awaitAnswer(session, log);
            return started;
        } catch (IOException e) {
            throw new CommandFailedException(
                    "cannot start a server in the home folder %s (%s): give this user the right to write it, or set DLLM_HOME to another folder"
                            .formatted(home, e));
        }
    }

    private void awaitAnswer(Session session, Path log) throws IOException {
        Instant end = session.clock().instant().plus(START);
        while (session.api().ownServer().isEmpty()) {
            if (!process.isAlive() || session.clock().instant().isAfter(end)) {
                close();
                List<String> lines = Files.readAllLines(log);
                throw new CommandFailedException(
                        "the server did not start; the end of its log %s:\n%s"
                                .formatted(
                                        log,
                                        String.join(
                                                "\n",
                                                lines.subList(
                                                        Math.max(0, lines.size() - 12),
                                                        lines.size()))));
            }
            pause();
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(200);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailedException("interrupted: " + e.getMessage());
        }
    }

    /** Whether a server can listen on this port; true for 0. */
    static boolean free(int port) {
        try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    long pid() {
        return process.pid();
    }

    /** Waits until the server ends. */
    void await() throws InterruptedException {
        process.waitFor();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
