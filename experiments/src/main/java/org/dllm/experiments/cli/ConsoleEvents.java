package org.dllm.experiments.cli;

import java.io.PrintWriter;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.dllm.experiments.experiment.RunEvent;

/** Prints what a run says: a line of progress that is written over, and the rest below. */
final class ConsoleEvents implements Consumer<RunEvent> {

    /** What a line of progress leaves is written over. */
    private static final int WIDTH = 79;

    private final PrintWriter out;
    private final Map<String, Double> summary = new TreeMap<>();
    private double loss = Double.NaN;

    ConsoleEvents(PrintWriter out) {
        this.out = out;
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
            case RunEvent.Progress progress -> {
                out.printf("\r%-" + WIDTH + "s", said(progress));
                out.flush();
            }
            case RunEvent.Log(String level, String message) -> line(level + " " + message);
            case RunEvent.Resumed(long step) -> {
                if (step > 0) {
                    line("goes on from step " + step);
                }
            }
            case RunEvent.Artifact artifact -> line("left " + artifact.file());
            case RunEvent.Result result -> summary.putAll(result.summary());
            case RunEvent.Checkpoint _,
                    RunEvent.Manifest _,
                    RunEvent.LayerActivity _,
                    RunEvent.TaskResult _,
                    RunEvent.Sample _ -> {}
        }
    }

    private String said(RunEvent.Progress progress) {
        var said = new StringBuilder();
        said.append(
                "%-10s %6d of %d".formatted(progress.phase(), progress.step(), progress.total()));
        double perSecond = progress.perSecond();
        if (perSecond > 0) {
            double left = (progress.total() - progress.step()) / perSecond;
            said.append(", %.2f per second, %.0f s left".formatted(perSecond, left));
        }
        if (progress.phase().equals("train") && !Double.isNaN(loss)) {
            said.append(", loss %.4f".formatted(loss));
        }
        return said.toString();
    }

    private void line(String text) {
        out.printf("\r%-" + WIDTH + "s%n", text);
        out.flush();
    }
}
