package org.dllm.platform.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.dllm.experiments.experiment.PrimaryMetric;
import org.dllm.experiments.text.TextTable;
import org.dllm.platform.table.TableNotes.Marks;
import org.jspecify.annotations.Nullable;

/** Text formats of a {@link ResultTable}. */
public enum TableFormat {
    TEXT("**%s**", "_%s_", "±", Marks.TEXT) {
        @Override
        String lines(List<List<String>> lines) {
            var table = new TextTable(lines.getFirst());
            lines.stream().skip(1).forEach(table::row);
            return table.toString();
        }
    },
    MD("**%s**", "_%s_", "±", Marks.MARKDOWN) {
        @Override
        String lines(List<List<String>> lines) {
            var text = new StringBuilder(line(lines.getFirst()));
            text.append("|").append("---|".repeat(lines.getFirst().size())).append("\n");
            lines.stream().skip(1).forEach(line -> text.append(line(line)));
            return text.append("\n").toString();
        }

        @Override
        public String escape(String text) {
            return text.replace("|", "\\|");
        }

        private static String line(List<String> cells) {
            return "| " + String.join(" | ", cells) + " |\n";
        }
    },
    LATEX("\\textbf{%s}", "\\underline{%s}", "$\\pm$", Marks.LATEX) {
        @Override
        String lines(List<List<String>> lines) {
            int columns = lines.getFirst().size();
            String body =
                    lines.stream()
                            .skip(1)
                            .map(line -> String.join(" & ", line) + " \\\\\n")
                            .collect(Collectors.joining());
            return "\\begin{tabular}{ll%s}\n\\hline\n%s \\\\\n\\hline\n%s\\hline\n\\end{tabular}\n"
                    .formatted("r".repeat(columns - 2), String.join(" & ", lines.getFirst()), body);
        }

        @Override
        public String escape(String text) {
            return text.replace("\\", "\\textbackslash ").replaceAll("[&%$#_{}]", "\\\\$0");
        }

        @Override
        String notes(List<String> notes) {
            return notes.stream().map(note -> "% " + note + "\n").collect(Collectors.joining());
        }
    },
    CSV("%s", "%s", "", Marks.NONE) {
        @Override
        public String of(ResultTable table) {
            return TableCsv.of(table);
        }

        @Override
        String lines(List<List<String>> lines) {
            throw new IllegalStateException("CSV has one line per cell");
        }
    };

    private final String best;
    private final String second;
    private final String plusMinus;
    private final Marks marks;

    TableFormat(String best, String second, String plusMinus, Marks marks) {
        this.best = best;
        this.second = second;
        this.plusMinus = plusMinus;
        this.marks = marks;
    }

    /** The table with its notes. */
    public String of(ResultTable table) {
        var lines = new ArrayList<List<String>>();
        var head = new ArrayList<>(List.of("data set", "metric"));
        table.columns().forEach(column -> head.add(escape(column.name())));
        lines.add(head);
        for (ResultTable.Row row : table.rows()) {
            var line = new ArrayList<>(List.of(escape(row.name()), metric(row.primary())));
            row.cells().forEach(cell -> line.add(cell(cell)));
            lines.add(line);
        }
        return lines(lines) + notes(TableNotes.of(table, marks));
    }

    /** Text whose characters have no meaning in the format. */
    public String escape(String text) {
        return text;
    }

    abstract String lines(List<List<String>> lines);

    String notes(List<String> notes) {
        return notes.stream().map(note -> note + "\n").collect(Collectors.joining());
    }

    private String metric(@Nullable PrimaryMetric primary) {
        if (primary == null) {
            return "–";
        }
        String direction = primary.higherIsBetter() ? "↑" : "↓";
        if (this == LATEX) {
            direction = primary.higherIsBetter() ? "$\\uparrow$" : "$\\downarrow$";
        }
        return escape(primary.inSentence()) + " " + direction;
    }

    /** {@code **0.290** ± 0.012▼ (3) / 0.55, 0.63}, or the state of a missing cell. */
    private String cell(Cell cell) {
        if (cell.mean() == null) {
            return cell.planned() == 0
                    ? "–"
                    : cell.missing().stream()
                            .map(Cell.Missing::stateText)
                            .distinct()
                            .collect(Collectors.joining(", "));
        }
        String quality = number("%.3f", cell.mean());
        String marked =
                switch (cell.mark()) {
                    case BEST -> best.formatted(quality);
                    case SECOND -> second.formatted(quality);
                    case NONE -> quality;
                };
        String spread =
                cell.deviation() == null
                        ? ""
                        : " %s %s".formatted(plusMinus, number("%.3f", cell.deviation()));
        Cell.Test test = cell.test();
        String sign = test != null && test.significant() ? marks.sign(test.better()) : "";
        String seeds =
                cell.seeds() == cell.planned()
                        ? String.valueOf(cell.seeds())
                        : cell.seeds() + " of " + cell.planned();
        return "%s%s%s (%s) / %s, %s"
                .formatted(
                        marked,
                        spread,
                        sign,
                        seeds,
                        number("%.2f", cell.flopsLayers()),
                        number("%.2f", cell.flopsAll()));
    }

    private static String number(String format, @Nullable Double value) {
        return value == null ? "–" : String.format(Locale.ROOT, format, value);
    }
}
