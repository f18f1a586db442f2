package org.dllm.platform.cli;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.dllm.experiments.spec.PlainText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(name = "logs", description = "Prints the last lines of a run's log.")
final class LogsCommand implements Callable<Integer> {
    private static final List<String> LEVELS = List.of("trace", "debug", "info", "warn", "error");
    private static final int MOST = 10_000;
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Session session;

    @Parameters(paramLabel = "RUN", description = "id of a run, or its first letters")
    private String run = "";

    @Option(
            names = {"-f", "--follow"},
            description = "print new lines until the run has ended")
    private boolean follow;

    @Option(
            names = "--level",
            paramLabel = "LEVEL",
            defaultValue = "trace",
            description = "this level and more severe ones: trace, debug, info, warn, error")
    private String level = "";

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "500",
            description = "maximum number of lines (default: ${DEFAULT-VALUE})")
    private int limit;

    @Mixin private TimeOption times = new TimeOption();
    @Mixin private JsonOption output = new JsonOption();

    LogsCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (limit < 1 || limit > MOST) {
            throw new CommandFailedException(
                    "--limit: expected a whole number of at least 1 and at most %d, found %d"
                            .formatted(MOST, limit),
                    Main.USAGE);
        }
        if (!LEVELS.contains(level.toLowerCase(Locale.ROOT))) {
            throw new CommandFailedException(
                    "--level: expected one of %s, found %s"
                            .formatted(String.join(", ", LEVELS), level),
                    Main.USAGE);
        }
        String id = session.runs().idOf(run);
        // The state is read before the lines: the lines of an ended run are complete.
        boolean ended = !follow || session.runs().get(id).ended();
        JsonNode page = page(id, limit, "");
        print(page);
        if (page.path("items").isEmpty() && ended && !output.json) {
            session.print("no log lines" + (level.equals("trace") ? "" : " of this level"));
        }
        long after = page.path("next").asLong(0);
        while (!ended) {
            RunWatcher.pause(PAUSE);
            ended = session.runs().get(id).ended();
            // --limit restricts the lines before: no new line is left out.
            do {
                page = page(id, MOST, "&after=" + after);
                print(page);
                after = page.path("next").asLong(after);
            } while (page.path("items").size() == MOST);
        }
        return Main.OK;
    }

    private JsonNode page(String id, int lines, String more) {
        return session.api()
                .get(
                        "runs/%s/logs?level=%s&limit=%d%s"
                                .formatted(id, level.toUpperCase(Locale.ROOT), lines, more));
    }

    private void print(JsonNode page) {
        if (output.json && !follow) {
            session.print(page);
            return;
        }
        for (JsonNode line : page.path("items")) {
            session.print(
                    output.json
                            ? line.toString()
                            : "%s  %-5s  %s"
                                    .formatted(
                                            times.text(line.path("at").asString(null)),
                                            line.path("level")
                                                    .asString("")
                                                    .toUpperCase(Locale.ROOT),
                                            PlainText.escaped(line.path("message").asString(""))));
        }
    }
}
