package org.dllm.platform.table;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/** What the marks of a table mean, and the commands that run its missing cells. */
public final class TableNotes {

    private static final int LONGEST_REASON = 160;

    private TableNotes() {}

    /** How marks look, in words and signs. */
    public enum Marks {
        PAGE("Bold", "Underlined", "▲", "▼"),
        TEXT("**x**", "_x_", "▲", "▼"),
        MARKDOWN("**Bold**", "_Italic_", "▲", "▼"),
        LATEX("Bold", "Underlined", "$^{\\uparrow}$", "$^{\\downarrow}$"),
        NONE("", "", "", "");

        private final String best;
        private final String second;
        private final String better;
        private final String worse;

        Marks(String best, String second, String better, String worse) {
            this.best = best;
            this.second = second;
            this.better = better;
            this.worse = worse;
        }

        /** The sign of a cell that differs significantly from the baseline. */
        String sign(boolean isBetter) {
            return isBetter ? better : worse;
        }
    }

    /** The notes, one per line. */
    public static List<String> of(ResultTable table, Marks marks) {
        var notes = new ArrayList<String>();
        notes.add(
                "Quality, ± standard deviation over seeds (number of seeds) / FLOPs of the layers,"
                    + " of everything with routers and head, both relative to the dense model.");
        notes.add(
                "%s: best of the row without the dense model. %s: second best."
                        .formatted(marks.best, marks.second));
        if (table.tests() > 0) {
            notes.add(
                    String.format(
                                    Locale.ROOT,
                                    "%s better, %s worse than %s at p < %.2f. ",
                                    marks.better,
                                    marks.worse,
                                    table.baseline(),
                                    ResultTable.LEVEL)
                            + tests(table));
        }
        notes.addAll(targets(table));
        return with(table, notes);
    }

    /** How the systems were compared with the baseline. */
    public static String tests(ResultTable table) {
        return "Paired sign-flip test by example (McNemar's exact test for correct answers of one"
                + " seed), Holm's correction over %d tests.".formatted(table.tests());
    }

    /** {@code mod: target 0.125 (executed_rate/routed), reached 0.131 on gsm8k, 0.119 on boolq.} */
    private static List<String> targets(ResultTable table) {
        var notes = new ArrayList<String>();
        for (int i = 0; i < table.columns().size(); i++) {
            var reached = new TreeMap<String, List<String>>();
            for (ResultTable.Row row : table.rows()) {
                Cell.Target target = row.cells().get(i).target();
                if (target != null && target.reached() != null) {
                    reached.computeIfAbsent(
                                    "target %s (%s), reached "
                                            .formatted(number(target.rate()), target.metric()),
                                    _ -> new ArrayList<>())
                            .add(number(target.reached()) + " on " + row.name());
                }
            }
            String system = table.columns().get(i).name();
            reached.forEach((target, rates) ->
                    notes.add(system + ": " + target + String.join(", ", rates) + "."));
        }
        return notes;
    }

    private static String number(double rate) {
        return String.format(Locale.ROOT, "%.3f", rate);
    }

    private static List<String> with(ResultTable table, List<String> notes) {
        var commands = new LinkedHashMap<String, Integer>();
        for (Cell.Missing missing : table.missing()) {
            commands.merge(note(missing), 1, Integer::sum);
        }
        commands.forEach((note, count) ->
                notes.add(
                        count == 1
                                ? "Missing: " + note
                                : "Missing, %d runs: %s".formatted(count, note)));
        return notes;
    }

    private static String note(Cell.Missing missing) {
        String reason = missing.reason() == null ? "" : " (" + shortened(missing.reason()) + ")";
        String run = missing.run() == null ? "" : "run " + missing.run() + " is ";
        return run + missing.stateText() + reason + ": " + missing.command();
    }

    private static String shortened(String reason) {
        return reason.length() <= LONGEST_REASON
                ? reason
                : reason.substring(0, LONGEST_REASON - 1) + "…";
    }
}
