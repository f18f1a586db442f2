package org.dllm.platform.cli;

import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The progress of several runs. A terminal shows one line per run, redrawn in place. Other output
 * gets a line when a run changes its state or phase, and every 15 seconds.
 */
final class ProgressBoard {

    private static final Duration REPEAT = Duration.ofSeconds(15);
    private static final int BAR = 8;

    /** In a terminal of 80 columns, this leaves room for steps and remaining time. */
    private static final int NAME = 18;

    private static final int REASON = 38;

    /** A wrapped line would take two rows, and the cursor would not move up far enough. */
    private static final String WRAP_OFF = "\033[?7l";

    private static final String WRAP_ON = "\033[?7h";

    private final PrintStream out;
    private final boolean terminal;
    private final Clock clock;
    private final Map<String, String> printed = new HashMap<>();
    private final Map<String, Instant> printedAt = new HashMap<>();
    private int drawn;

    ProgressBoard(PrintStream out, boolean terminal, Clock clock) {
        this.out = out;
        this.terminal = terminal;
        this.clock = clock;
    }

    void show(List<RunResponse> runs) {
        int nameWidth = runs.stream().mapToInt(run -> name(run).length()).max().orElse(0);
        if (terminal) {
            // One write, so that Ctrl-C does not leave a terminal with wrapping off.
            var picture = new StringBuilder(WRAP_OFF);
            if (drawn > 0) {
                picture.append("\033[").append(drawn).append('A');
            }
            runs.forEach(
                    run -> picture.append("\033[2K").append(line(run, nameWidth)).append('\n'));
            out.print(picture.append(WRAP_ON));
            drawn = runs.size();
            if (runs.stream().allMatch(RunResponse::ended)) {
                runs.stream().filter(ProgressBoard::isCut).forEach(this::reason);
            }
        } else {
            runs.stream()
                    .filter(this::shouldPrint)
                    .forEach(run -> out.println(line(run, nameWidth)));
        }
        out.flush();
    }

    private boolean shouldPrint(RunResponse run) {
        if (run.concludes()) {
            return false;
        }
        String situation = run.state() + "/" + run.phase();
        Instant now = clock.instant();
        boolean changed = !situation.equals(printed.put(run.id(), situation));
        Instant last = printedAt.get(run.id());
        boolean due = last == null || !now.isBefore(last.plus(REPEAT));
        if (changed || (due && run.state().equals("RUNNING"))) {
            printedAt.put(run.id(), now);
            return true;
        }
        return false;
    }

    /** The complete reason, because this line is not redrawn. */
    private void reason(RunResponse run) {
        out.println(run.id() + ": " + run.reason());
    }

    private static boolean isCut(RunResponse run) {
        String reason = run.reason();
        return reason != null && !reason.equals(firstOf(reason));
    }

    /** The part of the reason that fits into a redrawn line. */
    private static String firstOf(String reason) {
        return DisplayFormat.cut(reason.lines().findFirst().orElse(""), REASON);
    }

    private String name(RunResponse run) {
        return terminal ? DisplayFormat.cutInside(run.name(), NAME) : run.name();
    }

    private String line(RunResponse run, int nameWidth) {
        String head = "%s  %-11s %s".formatted(run.id(), run.pill(), pad(name(run), nameWidth));
        return (head + "  " + tail(run)).stripTrailing();
    }

    /** The most important part comes first, because a narrow terminal cuts the end. */
    private String tail(RunResponse run) {
        Long step = run.step();
        Long total = run.totalSteps();
        if (run.concludes()) {
            return "publishing";
        }
        if (run.state().equals("RUNNING") && run.phase() == null) {
            return "preparing";
        }
        if (run.state().equals("RUNNING") && step != null && total != null && total > 0) {
            return "%s %d / %d · %s left · %s · %s it/s"
                    .formatted(
                            bar((double) step / total),
                            step,
                            total,
                            DisplayFormat.duration(run.etaSeconds()),
                            DisplayFormat.orMissing(run.phase()),
                            DisplayFormat.number(run.perSecond()));
        }
        String reason = run.reason();
        if (reason != null) {
            return terminal ? firstOf(reason) : reason;
        }
        String waitsFor = run.waitsFor();
        if (run.state().equals("WAITING") && waitsFor != null) {
            return "for " + waitsFor;
        }
        return run.state().equals("RUNNING") ? DisplayFormat.orMissing(run.phase()) : "";
    }

    private static String bar(double share) {
        int full = (int) Math.round(Math.clamp(share, 0, 1) * BAR);
        return "█".repeat(full) + "░".repeat(BAR - full);
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(width - text.length());
    }
}
