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
            "Starts the platform here: dashboard, REST interface and the runs. Ctrl-C stops it and",
            "its runs in work, with a checkpoint each; the next start goes on from there."
        })
final class ServeCommand implements Callable<Integer> {

    private static final int LAST_PORT = 65_535;

    private final Session session;

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "on the loopback address (default: 8080; 0 takes a free one)")
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
                    "a server for %s is running already, at %s; DLLM_HOME names another home"
                            .formatted(session.home().folder(), running.get()));
        }
        for (String set : sets) {
            if (set.indexOf('=') < 1) {
                throw new CommandFailedException(
                        "--set: expected PROPERTY=VALUE, but got " + set, Main.USAGE);
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

    /** Spring would say the same with a page of trace. */
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
                    "--port: expected a number of at least 0 and at most %d, but got %d"
                            .formatted(LAST_PORT, port),
                    Main.USAGE);
        }
        requireFree(port);
    }

    private static void requireFree(int port) {
        if (!ServerProcess.free(port)) {
            throw new CommandFailedException(
                    "--port: expected a free port, but %d is taken; --port 0 takes a free one"
                            .formatted(port));
        }
    }
}
