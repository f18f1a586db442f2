package org.dllm.platform.cli;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.dllm.experiments.experiment.RunEvent.TaskResult;
import org.dllm.experiments.text.TextTable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(name = "show", description = "Shows one run: state, progress, results, links.")
final class ShowCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "RUN", description = "id of a run, or its first letters")
    private String run = "";

    @Option(names = "--spec", description = "also print the specification")
    private boolean spec;

    @Mixin private TimeOption times = new TimeOption();
    @Mixin private JsonOption output = new JsonOption();

    ShowCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        JsonNode json = session.runs().json(session.runs().idOf(run));
        if (output.json) {
            session.print(json);
            return Main.OK;
        }
        RunResponse view = RunResponse.of(json);
        line("run", view.id() + "  " + view.name());
        line("experiment", view.experiment());
        line("state", view.pill() + reason(view));
        session.missingDevice(view).ifPresent(why -> line("waiting", why));
        line(
                "method",
                DisplayFormat.orMissing(view.method())
                        + ", seed "
                        + DisplayFormat.orMissing(view.seed()));
        line("progress", progress(view));
        line("submitted", times.text(view.createdAt()));
        line("started", times.text(view.startedAt()));
        line("ended", times.text(view.finishedAt()));
        if (view.archivedAt() != null) {
            line("archived", times.text(view.archivedAt()));
        }
        line("duration", DisplayFormat.duration(view.workedSeconds(session.clock().instant())));
        if (view.waitsFor() != null) {
            line(view.state().equals("WAITING") ? "waiting for" : "rate of", view.waitsFor());
        }
        if (view.rerunOf() != null || view.verdict() != null) {
            String original = Objects.requireNonNullElse(view.rerunOf(), "a deleted run");
            line("rerun of", original + verdict(view));
        }
        line("page", session.page(view));
        results(view.results());
        summary(view);
        if (spec) {
            session.print("");
            session.print(json.path("spec"));
        }
        return Main.OK;
    }

    private void results(@Nullable List<TaskResult> results) {
        if (results == null || results.isEmpty()) {
            return;
        }
        var table = new TextTable("task", "metric", ">value", ">stderr", ">n");
        for (TaskResult result : results) {
            Double stderr = result.stderr();
            table.row(
                    result.task(),
                    result.metric(),
                    DisplayFormat.number(result.value()),
                    stderr == null ? "" : DisplayFormat.number(stderr),
                    String.valueOf(result.n()));
        }
        session.print("\n" + table.toString().stripTrailing());
    }

    /** The run's measurements of training and time, without its results. */
    private void summary(RunResponse view) {
        var others = new TreeMap<>(Objects.requireNonNullElse(view.summary(), Map.of()));
        others.keySet().removeIf(key -> !key.startsWith("train/") && !key.startsWith("time/"));
        if (others.isEmpty()) {
            return;
        }
        var table = new TextTable("metric", ">value");
        others.forEach((key, value) -> table.row(key, DisplayFormat.number(value)));
        session.print("\n" + table.toString().stripTrailing());
    }

    private void line(String label, String text) {
        session.print("%-11s %s".formatted(label, text));
    }

    private static String reason(RunResponse view) {
        return view.reason() == null ? "" : ": " + view.reason();
    }

    /**
     * Evaluation and fit count questions, the measurement of the speed counts turns, training
     * counts steps. A finished run shows its training steps.
     */
    private static String progress(RunResponse view) {
        String phase = DisplayFormat.orMissing(view.phase());
        boolean asks = (phase.startsWith("evaluate ") || phase.equals("fit")) && !view.finished();
        String other = phase.equals("speed") && !view.finished() ? "turn" : "step";
        String place =
                "%s %s of %s"
                        .formatted(
                                asks ? "question" : other,
                                DisplayFormat.orMissing(view.step()),
                                DisplayFormat.orMissing(view.totalSteps()));
        return view.finished() ? place : phase + ", " + place;
    }

    private static String verdict(RunResponse view) {
        if (view.verdict() == null) {
            return "";
        }
        return ": "
                + view.verdict()
                + (view.verdictDetail() == null ? "" : ", " + view.verdictDetail());
    }
}
