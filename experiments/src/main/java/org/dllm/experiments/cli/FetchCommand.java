package org.dllm.experiments.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.dllm.experiments.library.Fetch;
import org.dllm.experiments.library.Library;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Fetches a model of the library into the data folder. */
@Command(name = "fetch", description = "Fetch a model into the data folder.")
final class FetchCommand implements Callable<Integer> {

    @Spec private @Nullable CommandSpec command;

    @Parameters(paramLabel = "NAME", description = "such as smollm2-135m")
    private String name = "";

    @Mixin private DataFolderOption folder = new DataFolderOption();
    @Mixin private FileSourceOptions from = new FileSourceOptions();

    @Option(names = "--json", description = "as JSON")
    private boolean json;

    @Override
    public Integer call() {
        List<Fetch.Fetched> fetched;
        try (var progress = new FetchProgress(err())) {
            fetched =
                    new Fetch(from.source(), folder.path(), progress)
                            .fetch(Library.shipped().model(name));
        }
        FetchProgress.report(fetched, json, out());
        return 0;
    }

    private PrintWriter out() {
        return Objects.requireNonNull(command).commandLine().getOut();
    }

    private PrintWriter err() {
        return Objects.requireNonNull(command).commandLine().getErr();
    }
}
