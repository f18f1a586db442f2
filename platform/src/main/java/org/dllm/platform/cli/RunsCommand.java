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
    private static final int MOST = 1000;

    private final Session session;

    @Option(names = "--state", paramLabel = "STATE", description = STATES)
    private @Nullable String state;

    @Option(names = "--experiment", paramLabel = "NAME", description = "only this experiment's")
    private @Nullable String experiment;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "50",
            description = "at most so many (default: ${DEFAULT-VALUE})")
    private int limit;

    @Option(
            names = "--page",
            paramLabel = "N",
            defaultValue = "1",
            description = "the N-th page of --limit runs")
    private int page;

    @Option(
            names = "--after",
            paramLabel = "NEXT",
            description = "continue a list: the number that its last line names")
    private @Nullable Long after;

    @Option(names = "--archived", description = "only archived runs, which are left out otherwise")
    private boolean archived;

    @Mixin private TimeOption times = new TimeOption();
    @Mixin private JsonOption output = new JsonOption();

    RunsCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        requireLimit(limit);
        if (page < 1 || (page > 1 && after != null)) {
            throw new CommandFailedException(
                    "--page: expected a whole number of at least 1, without --after, but got "
                            + page,
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
            if (page.hasNonNull("next")) {
                session.print("more: the same command with --after " + page.path("next").asLong());
            }
        } else if (experiment != null) {
            session.runs().requireExperiment(experiment);
            session.print(
                    "no run of the experiment fits; with --archived, archived runs are listed");
        } else if (state != null || archived || this.page > 1) {
            session.print("no run fits; './dllm runs' lists them all");
        } else {
            session.print(
                    "no runs; './dllm submit SPEC' creates some, and './dllm runs --archived' lists"
                            + " archived ones");
        }
        return Main.OK;
    }

    /** Pages are found by key: the pages before are read for it. */
    private JsonNode page() {
        String wanted = state == null ? null : requireState(state);
        Long from = after;
        for (int before = 1; ; before++) {
            JsonNode found =
                    session.runs()
                            .list(new RunsClient.Listed(wanted, experiment, archived, limit, from));
            if (before == page) {
                return found;
            }
            if (!found.hasNonNull("next")) {
                return JsonMapper.shared().readTree("{\"items\": []}");
            }
            from = found.path("next").asLong();
        }
    }

    static void requireLimit(int limit) {
        if (limit < 1 || limit > MOST) {
            throw new CommandFailedException(
                    "--limit: expected a whole number of at least 1 and at most %d, but got %d"
                            .formatted(MOST, limit),
                    Main.USAGE);
        }
    }

    /** {@code 0.604 ± 0.02 exact_match}; a dash before it is measured. */
    private static String result(RunResponse.@Nullable Result result) {
        if (result == null || result.value() == null) {
            return DisplayFormat.orMissing(null);
        }
        String stderr =
                result.stderr() == null ? "" : " ± " + DisplayFormat.number(result.stderr());
        return DisplayFormat.number(result.value()) + stderr + " " + result.metric();
    }

    /** The server is asked only where a run waits. */
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
                    "--state: expected one of %s, but got %s".formatted(STATES, state), Main.USAGE);
        }
        return name.toUpperCase(Locale.ROOT);
    }
}
