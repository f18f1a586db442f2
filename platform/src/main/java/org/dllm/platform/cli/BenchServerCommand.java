package org.dllm.platform.cli;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import org.dllm.experiments.text.TextTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

@Command(
        name = "bench-server",
        // the words of the entry script
        customSynopsis = "dllm bench server [-h] [--json] [--turns=N]",
        description =
                "Measures the server: time from start to first page, and resident memory when"
                        + " idle.")
final class BenchServerCommand implements Callable<Integer> {
    private static final double MOST_SECONDS = 8;
    private static final double MOST_MEGABYTES = 350;

    private final Session session;

    @Option(
            names = "--turns",
            paramLabel = "N",
            defaultValue = "5",
            description =
                    "number of measured starts with an existing database (default:"
                            + " ${DEFAULT-VALUE})")
    private int turns;

    @Mixin private JsonOption output = new JsonOption();

    BenchServerCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (turns < 1) {
            throw new CommandFailedException(
                    "--turns: expected a number of at least 1, found " + turns, Main.USAGE);
        }
        List<ServerBench.Start> starts = new ServerBench().starts(turns);
        ServerBench.Start first = starts.getFirst();
        List<ServerBench.Start> later = starts.subList(1, starts.size());
        double seconds = median(later, ServerBench.Start::firstPage);
        double megabytes = median(later, ServerBench.Start::megabytes);
        if (output.json) {
            ObjectNode json = JsonMapper.shared().createObjectNode();
            json.put("firstStartSeconds", first.firstPage());
            json.put("startSeconds", seconds);
            json.put("residentMegabytes", megabytes);
            json.put("turns", turns);
            session.print(json);
        } else {
            session.print(
                    new TextTable("what", ">measured", ">goal, at most", "unit")
                            .row(
                                    "new database to first page",
                                    DisplayFormat.number(first.firstPage()),
                                    DisplayFormat.MISSING,
                                    "s")
                            .row(
                                    "start to first page, median of " + turns,
                                    DisplayFormat.number(seconds),
                                    DisplayFormat.number(MOST_SECONDS),
                                    "s")
                            .row(
                                    "resident after 5 pages, median",
                                    DisplayFormat.number(megabytes),
                                    DisplayFormat.number(MOST_MEGABYTES),
                                    "MB")
                            .toString()
                            .stripTrailing());
        }
        return seconds <= MOST_SECONDS && megabytes <= MOST_MEGABYTES ? Main.OK : Main.FAILED;
    }

    private static double median(
            List<ServerBench.Start> starts, ToDoubleFunction<ServerBench.Start> value) {
        double[] sorted = starts.stream().mapToDouble(value).sorted().toArray();
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }
}
