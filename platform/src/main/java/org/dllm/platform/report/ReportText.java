package org.dllm.platform.report;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.dllm.platform.table.Cell;
import org.dllm.platform.table.ResultTable;
import org.dllm.platform.table.TableFormat;
import org.dllm.platform.table.TableNotes;

/** A report as Markdown: how it was measured, the results, each seed, the spec. */
public final class ReportText {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private static final int HASH = 12;

    private record Column(String head, String metric) {}

    /** Costs, relative to the dense model over the same tokens. */
    private static final List<Column> COSTS =
            List.of(
                    new Column("executed", "executed_rate"),
                    new Column("FLOPs layers", "flops_ratio/layers"),
                    new Column("FLOPs all", "flops_ratio/all"),
                    new Column("prompt", "flops_ratio/all/prompt"),
                    new Column("answer", "flops_ratio/all/answer"),
                    new Column("KV entries", "kv_ratio"));

    private final Report report;
    private final StringBuilder text = new StringBuilder();

    private ReportText(Report report) {
        this.report = report;
    }

    /** The report, without a title. */
    public static String of(Report report) {
        return new ReportText(report).text();
    }

    private String text() {
        measurement();
        if (report.table().rows().size() > 1) {
            heading("The table");
            text.append(TableFormat.MD.of(report.table()));
        }
        report.tasks().forEach(this::task);
        heading("Spec");
        report.plan().sets().forEach(set -> text.append("`--set ").append(set).append("`\n\n"));
        text.append("```yaml\n").append(report.document().strip()).append("\n```\n");
        return text.toString();
    }

    private void heading(String heading) {
        text.append("\n## ").append(heading).append("\n\n");
    }

    private void measurement() {
        Report.Effort effort = report.effort();
        text.append("## Measurement\n\n");
        row("", "");
        row("---", "---");
        row(
                "experiment",
                "%s, submission %d".formatted(report.plan().experiment(), report.plan().id()));
        row("command", "`" + report.plan().submitCommand() + "`");
        row("runs", "%d of %d finished".formatted(effort.finished(), effort.planned()));
        row(
                "seeds",
                report.seeds().stream().map(String::valueOf).collect(Collectors.joining(", ")));
        if (effort.first() != null && effort.last() != null) {
            row("time", TIME.format(effort.first()) + " to " + TIME.format(effort.last()));
        }
        row("working time of all runs", "%d s".formatted(effort.worked().toSeconds()));
        for (Report.Condition condition : report.conditions()) {
            String values =
                    condition.values().stream()
                            .map(value ->
                                    condition.name().equals("code")
                                            ? value.substring(0, Math.min(HASH, value.length()))
                                            : value)
                            .collect(Collectors.joining("; "));
            row(condition.name().equals("code") ? "hash of the code" : condition.name(), values);
        }
    }

    private void task(Report.Task task) {
        heading("Results: " + TableFormat.MD.escape(task.name()));
        String metric = task.primary().inSentence();
        text.append(
                "Sorted by FLOPs. %s is the mean over the seeds ± their standard deviation. FLOPs are relative to the dense model over the same tokens: of the layers, and of everything with routers, probes and head; *prompt* and *answer* are their parts. ● marks systems that no other system beats at its cost or less.\n\n"
                        .formatted(
                                metric.substring(0, 1).toUpperCase(Locale.ROOT)
                                        + metric.substring(1)));
        systems(task);
        ResultTable table = report.table();
        if (table.tests() > 0) {
            text.append("\n▲ better, ▼ worse than ")
                    .append(table.baseline())
                    .append(" at p < .05. ")
                    .append(TableNotes.tests(table))
                    .append("\n");
        }
        text.append("\nEach run: ").append(metric).append(" at FLOPs of everything.\n\n");
        seeds(task);
    }

    private void systems(Report.Task task) {
        List<String> families = families(task);
        List<Column> costs =
                COSTS.stream()
                        .filter(cost ->
                                task.systems().stream()
                                        .anyMatch(one -> one.means().containsKey(cost.metric())))
                        .toList();
        var head = new ArrayList<>(List.of("", "system", task.primary().inSentence()));
        costs.forEach(cost -> head.add(cost.head()));
        head.addAll(families);
        if (report.table().tests() > 0) {
            head.add("p against " + report.table().baseline());
        }
        row(head);
        row(head.stream().map(_ -> "---").toList());
        for (Report.SystemResult system : byCost(task)) {
            var cells = new ArrayList<String>();
            cells.add(isOnFront(system, task) ? "●" : "");
            cells.add(TableFormat.MD.escape(system.name()));
            cells.add(quality(system.cell()));
            costs.forEach(cost -> cells.add(number(system.mean(cost.metric()))));
            families.forEach(family ->
                    cells.add(number(system.mean(task.primary().metric() + "/family=" + family))));
            if (report.table().tests() > 0) {
                cells.add(test(system.cell()));
            }
            row(cells);
        }
    }

    private void seeds(Report.Task task) {
        var head = new ArrayList<>(List.of("system"));
        report.seeds().forEach(seed -> head.add("seed " + seed));
        row(head);
        row(head.stream().map(_ -> "---").toList());
        for (Report.SystemResult system : byCost(task)) {
            var cells = new ArrayList<>(List.of(TableFormat.MD.escape(system.name())));
            for (long seed : report.seeds()) {
                cells.add(
                        system.runs().stream()
                                .filter(run -> run.seed() == seed)
                                .map(run -> number(run.quality()) + " at " + number(run.flops()))
                                .collect(Collectors.joining(", ")));
            }
            row(cells);
        }
    }

    private static List<Report.SystemResult> byCost(Report.Task task) {
        return task.systems().stream()
                .sorted(Comparator.comparingDouble(ReportText::cost))
                .toList();
    }

    private static double cost(Report.SystemResult system) {
        Double cost = system.cell().flopsAll();
        return cost == null ? Double.POSITIVE_INFINITY : cost;
    }

    private static boolean isOnFront(Report.SystemResult system, Report.Task task) {
        Double own = system.cell().mean();
        return own != null
                && task.systems().stream()
                        .filter(other -> cost(other) <= cost(system))
                        .map(other -> other.cell().mean())
                        .noneMatch(other -> other != null && task.primary().better(other, own));
    }

    private static List<String> families(Report.Task task) {
        String prefix = task.primary().metric() + "/family=";
        var families = new TreeSet<String>();
        for (Report.SystemResult system : task.systems()) {
            system.means().keySet().stream()
                    .filter(metric -> metric.startsWith(prefix))
                    .forEach(metric -> families.add(metric.substring(prefix.length())));
        }
        return families.size() > 1 ? List.copyOf(families) : List.of();
    }

    private static String quality(Cell cell) {
        if (cell.mean() == null) {
            return cell.missing().stream()
                    .map(Cell.Missing::stateText)
                    .distinct()
                    .collect(Collectors.joining(", "));
        }
        String mean = number(cell.mean());
        String spread = cell.deviation() == null ? mean : mean + " ± " + number(cell.deviation());
        return cell.seeds() == cell.planned()
                ? spread
                : "%s (%d of %d seeds)".formatted(spread, cell.seeds(), cell.planned());
    }

    private static String test(Cell cell) {
        Cell.Test test = cell.test();
        if (test == null) {
            return "";
        }
        String p = test.adjusted() < 0.001 ? "< .001" : number(test.adjusted());
        if (!test.significant()) {
            return p;
        }
        return (test.better() ? "▲ " : "▼ ") + p;
    }

    private void row(String... cells) {
        row(List.of(cells));
    }

    private void row(List<String> cells) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%.3f", value);
    }
}
