package org.dllm.platform.cli;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Scanner;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

@Command(
        name = "delete",
        description = {
            "Deletes runs that have ended, with their results, logs, checkpoints and artifacts.",
            "Reports the freed disk space. A deletion cannot be undone. 'archive' hides runs and"
                    + " can be undone."
        })
final class DeleteCommand implements Callable<Integer> {
    private static final int NAMED = 5;

    private final Session session;

    @Mixin private RunSelection selection = new RunSelection();

    @Option(
            names = {"-y", "--yes"},
            description = "do not ask for confirmation")
    private boolean yes;

    @Mixin private JsonOption output = new JsonOption();

    DeleteCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        List<String> ids = selection.ids(session);
        var bulk = new BulkClient(session.api());
        JsonNode answer;
        if (selection.experiment == null) {
            confirm(subject(ids));
            answer = bulk.each("delete", ids);
        } else {
            String path = "experiments/" + Api.encode(selection.experiment);
            long runs =
                    session.api()
                            .get(path + "?limit=1&archived=INCLUDE")
                            .path("counts")
                            .valueStream()
                            .mapToLong(count -> count.asLong(0))
                            .sum();
            confirm("experiment %s with its %d runs".formatted(selection.experiment, runs));
            answer = bulk.all("DELETE", path);
        }
        BulkResult result = BulkResult.of(answer);
        if (output.json) {
            session.print(answer);
            return result.code();
        }
        return result.print(session, "deleted");
    }

    private static String typed() {
        var lines = new Scanner(System.in, StandardCharsets.UTF_8);
        return lines.hasNextLine() ? lines.nextLine() : "";
    }

    private static String subject(List<String> ids) {
        if (ids.size() == 1) {
            return "run " + ids.getFirst();
        }
        String named = String.join(", ", ids.subList(0, Math.min(NAMED, ids.size())));
        return "%d runs (%s%s)".formatted(ids.size(), named, ids.size() > NAMED ? ", …" : "");
    }

    private void confirm(String subject) {
        if (yes) {
            return;
        }
        if (!session.terminal()) {
            throw new CommandFailedException(
                    "deleting %s needs a confirmation, and there is no terminal: add --yes"
                            .formatted(subject),
                    Main.USAGE);
        }
        session.print(
                "Delete %s, with results, logs and files? This cannot be undone. [y/N]"
                        .formatted(subject));
        String answer = typed();
        if (!answer.strip().equalsIgnoreCase("y") && !answer.strip().equalsIgnoreCase("yes")) {
            throw new CommandFailedException("nothing was deleted");
        }
    }
}
