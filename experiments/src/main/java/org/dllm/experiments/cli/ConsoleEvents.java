package org.dllm.experiments.cli;

import java.io.Console;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.dllm.experiments.experiment.MonotonicClock;
import org.dllm.experiments.experiment.RunEvent;

/**
 * Prints the events of a run. A terminal shows progress in one line that is overwritten; a pipe or
 * file gets a plain line when the phase changes or ends, and every 15 seconds.
 */
final class ConsoleEvents implements Consumer<RunEvent> {

    /**
     * The progress line is padded to this width, so that a shorter line overwrites a longer one.
     */
    private static final int WIDTH = 79;

    private static final Duration REPEAT = Duration.ofSeconds(15);

    private final PrintWriter out;
    private final boolean terminal;
    private final MonotonicClock clock;
    private final Map<String, Double> summary = new TreeMap<>();
    private double loss = Double.NaN;
    private String phase = "";
    private long printedAt;

    ConsoleEvents(PrintWriter out, boolean terminal, MonotonicClock clock) {
        this.out = out;
        this.terminal = terminal;
        this.clock = clock;
    }

    /** Whether input and output are both a terminal. */
    @SuppressWarnings(
            "SystemConsoleNull") // since JDK 25, System.console() is null without a terminal
    static boolean atTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    Map<String, Double> summary() {
        return summary;
    }

    @Override
    public void accept(RunEvent event) {
        switch (event) {
            case RunEvent.Metric metric -> {
                if (metric.key().equals("train/loss")) {
                    loss = metric.value();
                } else if (!metric.key().startsWith("train/")
                        && !metric.key().startsWith("time/")) {
                    line("%s = %.4f".formatted(metric.key(), metric.value()));
                }
            }
            case RunEvent.Progress progress -> show(progress);
            case RunEvent.Log(String level, String message) -> line(level + " " + message);
            case RunEvent.Resumed(long step) -> {
                if (step > 0) {
                    line("resumes from step " + step);
                }
            }
            case RunEvent.Artifact artifact -> line("artifact " + artifact.file());
            case RunEvent.Result result -> summary.putAll(result.summary());
            case RunEvent.Checkpoint _,
                    RunEvent.Manifest _,
                    RunEvent.LayerActivity _,
                    RunEvent.TaskResult _,
                    RunEvent.Sample _,
                    RunEvent.ExampleScore _ -> {}
        }
    }

    private void show(RunEvent.Progress progress) {
        if (terminal) {
            out.printf("\r%-" + WIDTH + "s", format(progress));
            out.flush();
            return;
        }
        if (!progress.phase().equals(phase)
                || progress.step() == progress.total()
                || clock.hasElapsed(printedAt, REPEAT)) {
            line(format(progress));
            phase = progress.phase();
            printedAt = clock.nanos();
        }
    }

    private String format(RunEvent.Progress progress) {
        var line = new StringBuilder();
        line.append(
                "%-10s %6d of %d".formatted(progress.phase(), progress.step(), progress.total()));
        double perSecond = progress.perSecond();
        if (perSecond > 0) {
            double left = (progress.total() - progress.step()) / perSecond;
            line.append(", %.2f per second, %.0f s left".formatted(perSecond, left));
        }
        if (progress.phase().equals("train") && !Double.isNaN(loss)) {
            line.append(", loss %.4f".formatted(loss));
        }
        return line.toString();
    }

    private void line(String text) {
        if (terminal) {
            out.printf("\r%-" + WIDTH + "s%n", text);
        } else {
            out.println(text);
        }
        out.flush();
    }
}
