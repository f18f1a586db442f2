package org.dllm.platform.cli;

import java.util.concurrent.Callable;
import org.dllm.experiments.spec.PlainText;
import org.dllm.experiments.text.TextTable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

@Command(name = "experiments", description = "Lists experiments, the newest first.")
final class ExperimentsCommand implements Callable<Integer> {
    private final Session session;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "50",
            description = "at most so many (default: ${DEFAULT-VALUE})")
    private int limit;

    @Option(
            names = "--after",
            paramLabel = "NEXT",
            description = "continue a list: the number that its last line names")
    private @Nullable Long after;

    @Option(names = "--archived", description = "count archived runs, too")
    private boolean archived;

    @Mixin private TimeOption times = new TimeOption();
    @Mixin private JsonOption output = new JsonOption();

    ExperimentsCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        RunsCommand.requireLimit(limit);
        JsonNode page =
                session.api()
                        .get(
                                "experiments?limit=%d&archived=%s%s"
                                        .formatted(
                                                limit,
                                                archived ? "INCLUDE" : "EXCLUDE",
                                                after == null ? "" : "&after=" + after));
        if (output.json) {
            session.print(page);
            return Main.OK;
        }
        if (page.path("items").isEmpty()) {
            session.print(
                    archived
                            ? "no experiments yet: './dllm submit SPEC' creates one"
                            : "no experiments; './dllm submit SPEC' creates one, and"
                                    + " './dllm experiments --archived' counts archived runs, too");
            return Main.OK;
        }
        var table =
                new TextTable(
                        "experiment",
                        "created",
                        ">runs",
                        ">finished",
                        ">failed",
                        ">cancelled",
                        ">active");
        for (JsonNode item : page.path("items")) {
            JsonNode states = item.path("runs");
            long all = states.valueStream().mapToLong(count -> count.asLong(0)).sum();
            long finished = states.path("FINISHED").asLong(0);
            long failed = states.path("FAILED").asLong(0);
            long cancelled = states.path("CANCELLED").asLong(0);
            table.row(
                    PlainText.escaped(item.path("name").asString("")),
                    times.text(item.path("createdAt").asString(null)),
                    String.valueOf(all),
                    String.valueOf(finished),
                    String.valueOf(failed),
                    String.valueOf(cancelled),
                    String.valueOf(all - finished - failed - cancelled));
        }
        session.print(table.toString().stripTrailing());
        if (page.hasNonNull("next")) {
            session.print("more: './dllm experiments --after " + page.path("next").asLong() + "'");
        }
        return Main.OK;
    }
}
