package org.dllm.platform.cli;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.dllm.experiments.text.TextTable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Command(name = "runs", description = "Lists runs, the newest first.")
final class RunsCommand implements Callable<Integer> {
    private static final String STATES =
            "queued, waiting, starting, running, finished, failed, cancelled, retrying";

    private final Session session;

    @Option(names = "--state", paramLabel = "STATE", description = STATES)
    private @Nullable String state;

    @Option(names = "--experiment", paramLabel = "NAME", description = "runs of this experiment")
    private @Nullable String experiment;

    @Option(
            names = "--page",
            paramLabel = "N",
            defaultValue = "1",
            description = "number of the page, from 1")
    private int page;

    @Option(names = "--archived", description = "list archived runs only")
    private boolean archived;

    @Mixin private ListOptions list = new ListOptions();
    @Mixin private TimeOption times = new TimeOption();
    @Mixin private JsonOption output = new JsonOption();

    RunsCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        list.requireLimit();
        if (page < 1 || (page > 1 && list.after != null)) {
            throw new CommandFailedException(
                    "--page: expected a whole number of at least 1, without --after, found " + page,
                    Main.USAGE);
        }
        JsonNode page = page();
        if (output.json) {
            session.print(page);
            return Main.OK;
        }
        var table =
                new TextTable(
                        "run",
                        "state",
                        "experiment",
                        "name",
                        "method",
                        ">seed",
                        ">step",
                        ">steps",
                        ">result",
                        ">duration",
                        "submitted",
                        "verdict");
        for (JsonNode item : page.path("items")) {
            RunResponse run = RunResponse.of(item);
            table.row(
                    run.id(),
                    run.pill(),
                    DisplayFormat.cut(run.experiment(), 30),
                    DisplayFormat.cut(run.name(), 40),
                    DisplayFormat.orMissing(run.method()),
                    DisplayFormat.orMissing(run.seed()),
                    DisplayFormat.orMissing(run.step()),
                    DisplayFormat.orMissing(run.totalSteps()),
                    result(run.result()),
                    DisplayFormat.duration(run.workedSeconds(session.clock().instant())),
                    times.text(run.createdAt()),
                    run.verdict() == null ? "" : run.verdict());
        }
        if (!page.path("items").isEmpty()) {
            session.print(table.toString().stripTrailing());
            printMissingDevices(page);
            list.printNext(session, page);
        } else if (experiment != null) {
            session.runs().requireExperiment(experiment);
            session.print("no matching runs in the experiment; '--archived' lists archived runs");
        } else if (state != null || archived || this.page > 1) {
            session.print("no matching runs; './dllm runs' lists all runs");
        } else {
            session.print(
                    "no runs; './dllm submit SPEC' creates some, and './dllm runs --archived' lists"
                            + " archived ones");
        }
        return Main.OK;
    }

    /** Each page begins after the last run of the previous one, so earlier pages are read first. */
    private JsonNode page() {
        String wanted = state == null ? null : requireState(state);
        Long from = list.after;
        for (int before = 1; ; before++) {
            JsonNode found =
                    session.runs()
                            .list(
                                    new RunsClient.Listed(
                                            wanted, experiment, archived, list.limit, from));
            if (before == page) {
                return found;
            }
            if (!found.hasNonNull("next")) {
                return JsonMapper.shared().readTree("{\"items\": []}");
            }
            from = found.path("next").asLong();
        }
    }

    /** {@code 0.604 ± 0.02 exact_match}; a dash if it is not measured yet. */
    private static String result(RunResponse.@Nullable Result result) {
        if (result == null || result.value() == null) {
            return DisplayFormat.orMissing(null);
        }
        String stderr =
                result.stderr() == null ? "" : " ± " + DisplayFormat.number(result.stderr());
        return DisplayFormat.number(result.value()) + stderr + " " + result.metric();
    }

    /** Requests the devices of the workers only if a run is queued. */
    private void printMissingDevices(JsonNode page) {
        List<RunResponse> queued =
                page.path("items")
                        .valueStream()
                        .map(RunResponse::of)
                        .filter(run -> run.state().equals("QUEUED"))
                        .toList();
        if (queued.isEmpty()) {
            return;
        }
        WorkerDevices devices = session.devices();
        queued.forEach(run ->
                devices.missing(DisplayFormat.orMissing(run.device()))
                        .ifPresent(why -> session.print(run.id() + "  waits: " + why)));
    }

    private static String requireState(String state) {
        String name = state.toLowerCase(Locale.ROOT);
        if (!List.of(STATES.split(", ")).contains(name)) {
            throw new CommandFailedException(
                    "--state: expected one of %s, found %s".formatted(STATES, state), Main.USAGE);
        }
        return name.toUpperCase(Locale.ROOT);
    }
}
