package org.dllm.platform.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The runs that a command changes: by id, or all of an experiment. */
final class RunSelection {

    @Parameters(
            paramLabel = "RUN",
            arity = "0..*",
            description = "ids of runs, or their first letters")
    private List<String> runs = List.of();

    @Option(
            names = "--experiment",
            paramLabel = "NAME",
            description = "all runs of this experiment, instead of RUN")
    @Nullable String experiment;

    /** The ids; empty if an experiment is selected. Fails if that does not exist. */
    List<String> ids(Session session) {
        if (runs.isEmpty() == (experiment == null)) {
            throw new CommandFailedException(
                    "expected RUN or --experiment NAME, found "
                            + (experiment == null ? "neither" : "both"),
                    Main.USAGE);
        }
        if (experiment != null) {
            session.runs().requireExperiment(experiment);
        }
        return runs.stream().map(session.runs()::idOf).distinct().toList();
    }
}
