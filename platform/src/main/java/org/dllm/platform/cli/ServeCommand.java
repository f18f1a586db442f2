package org.dllm.platform.cli;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.dllm.platform.DllmApplication;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "serve",
        description = {
            "Starts the server: dashboard, REST interface and worker. Ctrl-C stops the server;"
                    + " active runs save a checkpoint,",
            "and the next start resumes them."
        })
final class ServeCommand implements Callable<Integer> {

    private static final int LAST_PORT = 65_535;

    private final Session session;

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "port on the loopback address (default: 8080; 0: any free port)")
    private @Nullable Integer port;

    @Option(
            names = "--set",
            paramLabel = "PROPERTY=VALUE",
            description =
                    "a setting of the server, such as spring.datasource.url=jdbc:postgresql://…")
    private List<String> sets = List.of();

    ServeCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws InterruptedException {
        Optional<URI> running = session.api().ownServer();
        if (running.isPresent()) {
            throw new CommandFailedException(
                    "a server for %s is already running at %s; set DLLM_HOME to use another home folder"
                            .formatted(session.home().folder(), running.get()));
        }
        for (String set : sets) {
            if (set.indexOf('=') < 1) {
                throw new CommandFailedException(
                        "--set: expected PROPERTY=VALUE, found " + set, Main.USAGE);
            }
        }
        new KnownSettings()
                .unknown(sets, System.getProperties(), session.home().environment())
                .ifPresent(wrong -> {
                    throw new CommandFailedException(wrong, Main.USAGE);
                });
        checkPort();
        var arguments = new ArrayList<String>();
        if (port != null) {
            arguments.add("--server.port=" + port);
        }
        sets.forEach(set -> arguments.add("--" + set));
        try {
            DllmApplication.main(arguments.toArray(String[]::new));
        } catch (RuntimeException _) {
            return Main.FAILED; // Spring Boot has reported it
        }
        Thread.currentThread().join();
        return Main.OK;
    }

    /** Reports in one line what Spring would report with a stack trace. */
    private void checkPort() {
        if (port == null) {
            // If the port is set elsewhere, the start itself reports the conflict.
            boolean setElsewhere =
                    System.getenv("SERVER_PORT") != null
                            || System.getProperty("server.port") != null
                            || sets.stream().anyMatch(set -> set.startsWith("server."));
            if (!setElsewhere) {
                requireFree(ServerProcess.USUAL_PORT);
            }
            return;
        }
        if (port < 0 || port > LAST_PORT) {
            throw new CommandFailedException(
                    "--port: expected a number from 0 to %d, found %d".formatted(LAST_PORT, port),
                    Main.USAGE);
        }
        requireFree(port);
    }

    private static void requireFree(int port) {
        if (!ServerProcess.free(port)) {
            throw new CommandFailedException(
                    "--port: expected a free port, but %d is in use; --port 0 selects a free port"
                            .formatted(port));
        }
    }
}
