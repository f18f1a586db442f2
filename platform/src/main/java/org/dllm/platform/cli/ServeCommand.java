package org.dllm.platform.cli;

import java.util.ArrayList;
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
    private java.util.List<String> sets = java.util.List.of();

    @Override
    public Integer call() throws InterruptedException {
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
