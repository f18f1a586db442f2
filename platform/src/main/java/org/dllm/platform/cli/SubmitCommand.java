package org.dllm.platform.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.dllm.experiments.text.TextTable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(
        name = "submit",
        description = "Submits a specification. Its runs are queued and start when a slot is free.")
final class SubmitCommand implements Callable<Integer> {
    private static final int LONGEST_CHANGES = 100;

    private final Session session;

    @Parameters(
            paramLabel = "SPEC",
            description = "a YAML or JSON file, or the name of a catalog entry")
    private String spec = "";

    @Option(
            names = "--set",
            paramLabel = "PATH=VALUE",
            description = "replaces one setting, such as train.steps=100; may be repeated")
    private List<String> sets = List.of();

    @Option(
            names = "--missing",
            description =
                    "submit only runs that have not finished and are not active in the experiment;"
                            + " failed and cancelled runs are submitted again")
    private boolean missing;

    @Option(names = "--wait", description = "show progress until all runs have ended")
    private boolean wait;

    @Option(names = "--dry-run", description = "validate only, and print the planned runs")
    private boolean dryRun;

    @Mixin private JsonOption output = new JsonOption();

    SubmitCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        JsonNode answer =
                SpecText.of(spec, session.api()).send(session.api(), sets, dryRun, missing);
        if (!wait || dryRun) {
            print(answer);
            return Main.OK;
        }
        if (!output.json) {
            warn(answer);
        }
        var ids = new ArrayList<String>();
        answer.path("runs").forEach(run -> ids.add(run.path("id").asString()));
        List<RunResponse> ends = watch(ids);
        if (output.json) {
            session.print(session.runs().these(ids));
        }
        return ends.stream().allMatch(RunResponse::finished) ? Main.OK : Main.FAILED;
    }

    private List<RunResponse> watch(List<String> ids) {
        try (var _ = session.detachMessage(ids)) {
            return output.json ? session.quietWatcher().all(ids, _ -> {}) : session.watch(ids);
        }
    }

    private void print(JsonNode answer) {
        if (output.json) {
            session.print(answer);
            return;
        }
        String experiment = answer.path("experiment").asString(DisplayFormat.MISSING);
        int count = answer.path("runs").size();
        session.print(
                "experiment %s, %d %s%s%s"
                        .formatted(
                                experiment,
                                count,
                                count == 1 ? "run" : "runs",
                                answer.path("scale").isString()
                                        ? ", scale " + answer.path("scale").stringValue()
                                        : "",
                                missing && !dryRun
                                        ? ", of which %d existed before"
                                                .formatted(answer.path("present").size())
                                        : ""));
        TextTable table = dryRun ? planned(answer) : submitted(answer);
        session.print(table.toString().stripTrailing());
        answer.path("notes").forEach(note -> session.print("note: " + note.asString("")));
        warn(answer);
        session.print(
                dryRun
                        ? "valid; nothing was submitted"
                        : "to follow the runs, open %s or use './dllm watch RUN'"
                                .formatted(session.api().server()));
    }

    private void warn(JsonNode answer) {
        answer.path("warnings").forEach(warning -> session.print("warning: " + warning.asString()));
    }

    private static TextTable submitted(JsonNode answer) {
        var table = new TextTable("run", "name", "method", ">seed", ">steps");
        for (JsonNode run : answer.path("runs")) {
            table.row(
                    run.path("id").asString(DisplayFormat.MISSING),
                    run.path("name").asString(DisplayFormat.MISSING),
                    run.path("method").asString(DisplayFormat.MISSING),
                    run.path("seed").asString(DisplayFormat.MISSING),
                    run.path("totalSteps").asString(DisplayFormat.MISSING));
        }
        return table;
    }

    private static TextTable planned(JsonNode answer) {
        var table = new TextTable("name", "method", ">seed", ">steps", ">about", "changes");
        for (JsonNode run : answer.path("runs")) {
            table.row(
                    run.path("name").asString(DisplayFormat.MISSING),
                    run.path("method").asString(DisplayFormat.MISSING),
                    run.path("seed").asString(DisplayFormat.MISSING),
                    run.path("totalSteps").asString(DisplayFormat.MISSING),
                    DisplayFormat.duration(likely(run)),
                    changes(run));
        }
        return table;
    }

    /** The values in which the run differs from the document. */
    private static String changes(JsonNode run) {
        String changes =
                run.path("changes").properties().stream()
                        .map(change -> change.getKey() + "=" + word(change.getValue()))
                        .collect(Collectors.joining(" "));
        return changes.isEmpty()
                ? DisplayFormat.MISSING
                : DisplayFormat.cut(changes, LONGEST_CHANGES);
    }

    private static String word(JsonNode value) {
        return value.isString() ? value.stringValue() : value.toString();
    }

    /** The expected duration. A plan has it if a similar run has finished. */
    private static @Nullable Double likely(JsonNode run) {
        JsonNode seconds = run.path("likelySeconds");
        return seconds.isNumber() ? seconds.asDouble() : null;
    }
}
