package org.dllm.platform.cli;

import java.util.concurrent.Callable;
import org.dllm.experiments.spec.PlainText;
import org.dllm.experiments.text.TextTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

@Command(name = "experiments", description = "Lists experiments, the newest first.")
final class ExperimentsCommand implements Callable<Integer> {
    private final Session session;

    @Option(names = "--archived", description = "include archived runs in the counts")
    private boolean archived;

    @Mixin private ListOptions list = new ListOptions();
    @Mixin private TimeOption times = new TimeOption();
    @Mixin private JsonOption output = new JsonOption();

    ExperimentsCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        list.requireLimit();
        JsonNode page =
                session.api()
                        .get(
                                "experiments?limit=%d&archived=%s%s"
                                        .formatted(
                                                list.limit,
                                                archived ? "INCLUDE" : "EXCLUDE",
                                                list.after == null ? "" : "&after=" + list.after));
        if (output.json) {
            session.print(page);
            return Main.OK;
        }
        if (page.path("items").isEmpty()) {
            session.print(
                    archived
                            ? "no experiments yet: './dllm submit SPEC' creates one"
                            : "no experiments; './dllm submit SPEC' creates one, and"
                                    + " './dllm experiments --archived' includes archived runs");
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
        list.printNext(session, page);
        return Main.OK;
    }
}
