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
            "Starts the platform here: dashboard, REST interface and the runs. Ctrl-C stops it;",
            "runs in work go on and a later start takes them up again."
        })
final class ServeCommand implements Callable<Integer> {

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
        Optional<URI> running = session.home().ownServer().filter(session.api()::answers);
        if (running.isPresent()) {
            throw new CommandFailedException(
                    "a server for %s is running already, at %s; DLLM_HOME names another home"
                            .formatted(session.home().folder(), running.get()));
        }
        var arguments = new ArrayList<String>();
        if (port != null) {
            arguments.add("--server.port=" + port);
        }
        sets.forEach(set -> arguments.add("--" + set));
        DllmApplication.main(arguments.toArray(String[]::new));
        Thread.currentThread().join();
        return Main.OK;
    }
}
