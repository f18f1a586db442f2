package org.dllm.platform.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.dllm.experiments.experiment.PrimaryMetric;
import org.dllm.platform.run.RunState;
import org.dllm.platform.table.Cell.Mark;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableFormatTests {

    private static final Cell FAILED =
            cell(
                    0,
                    null,
                    null,
                    Mark.NONE,
                    null,
                    new Cell.Missing(
                            0, "abcd2345", RunState.FAILED, "no memory", "./dllm resume abcd2345"));

    private static final Cell ABSENT =
            cell(
                    0,
                    null,
                    null,
                    Mark.NONE,
                    null,
                    new Cell.Missing(0, null, null, null, "./dllm submit paper-table --missing"));

    private static final ResultTable TABLE =
            new ResultTable(
                    "paper-table",
                    3,
                    "dense",
                    List.of(
                            new ResultTable.Column("dense", "dense"),
                            new ResultTable.Column("d-llm", "dllm"),
                            new ResultTable.Column("no_eviction", "dllm-keep-kv")),
                    List.of(
                            new ResultTable.Row(
                                    "boolq",
                                    "boolq",
                                    new PrimaryMetric("boolq", "acc", true),
                                    List.of(
                                            cell(2, 0.625, 0.0125, Mark.NONE, null),
                                            cell(
                                                    2,
                                                    0.5,
                                                    0.025,
                                                    Mark.SECOND,
                                                    new Cell.Test(100, 0.001, 0.002, false)),
                                            cell(
                                                    2,
                                                    0.75,
                                                    0.0,
                                                    Mark.BEST,
                                                    new Cell.Test(100, 0.2, 0.2, true)))),
                            new ResultTable.Row(
                                    "alpaca",
                                    "alpaca",
                                    new PrimaryMetric("alpaca", "token_perplexity", false),
                                    List.of(
                                            cell(1, 4.6875, null, Mark.NONE, null),
                                            FAILED,
                                            ABSENT))));

    @Test
    void textHasMarksAndTheCommandsOfMissingCells() {
        assertThat(
                        TableFormat.TEXT
                                .of(TABLE)
                                .lines()
                                .limit(3)
                                .map(line -> line.replaceAll(" {2,}", " | ")))
                .containsExactly(
                        "data set | metric | dense | d-llm | no_eviction",
                        "boolq | accuracy ↑ | 0.625 ± 0.013 (2) / 0.55, 0.63 | _0.500_ ± 0.025▼ (2)"
                                + " / 0.55, 0.63 | **0.750** ± 0.000 (2) / 0.55, 0.63",
                        "alpaca | perplexity per token ↓ | 4.688 (1) / 0.55, 0.63 | failed | not"
                                + " submitted");
    }

    @Test
    void markdownEscapesNothingButBars() {
        assertThat(TableFormat.MD.of(TABLE))
                .startsWith(
                        """
                        | data set | metric | dense | d-llm | no_eviction |
                        |---|---|---|---|---|
                        | boolq | accuracy ↑ | 0.625 ± 0.013 (2) / 0.55, 0.63 | _0.500_ ± 0.025▼ (2) / 0.55, 0.63 | **0.750** ± 0.000 (2) / 0.55, 0.63 |
                        | alpaca | perplexity per token ↓ | 4.688 (1) / 0.55, 0.63 | failed | not submitted |

                        """);
    }

    @Test
    void latexIsATabular() {
        assertThat(TableFormat.LATEX.of(TABLE))
                .startsWith(
                        """
                        \\begin{tabular}{llrrr}
                        \\hline
                        data set & metric & dense & d-llm & no\\_eviction \\\\
                        \\hline
                        boolq & accuracy $\\uparrow$ & 0.625 $\\pm$ 0.013 (2) / 0.55, 0.63 & \\underline{0.500} $\\pm$ 0.025$^{\\downarrow}$ (2) / 0.55, 0.63 & \\textbf{0.750} $\\pm$ 0.000 (2) / 0.55, 0.63 \\\\
                        alpaca & perplexity per token $\\downarrow$ & 4.688 (1) / 0.55, 0.63 & failed & not submitted \\\\
                        \\hline
                        \\end{tabular}
                        % Quality,\
                        """);
    }

    @Test
    void csvHasOneLinePerCellWithUnroundedNumbers() {
        assertThat(TableFormat.CSV.of(TABLE).lines())
                .hasSize(7)
                .contains(
                        "boolq,boolq,acc,true,d-llm,dllm,0.5,0.025,2,2,0.55,0.625,0.5,0.5625,second,0.001,0.002,,",
                        "alpaca,alpaca,token_perplexity,false,d-llm,dllm,,,0,1,,,,,none,,,failed,./dllm"
                            + " resume abcd2345");
    }

    @ParameterizedTest
    @CsvSource({
        "TEXT, **x**: best, _x_: second, _0.500_",
        "MD, **Bold**: best, _Italic_: second, _0.500_",
        "LATEX, Bold: best, Underlined: second, \\underline{0.500}"
    })
    void theNotesDescribeTheMarksOfTheFormat(
            TableFormat format, String best, String second, String cell) {
        assertThat(format.of(TABLE)).contains(best, second, cell);
    }

    @Test
    void theNotesExplainTheTestAndNameTheCommands() {
        assertThat(TableNotes.of(TABLE, TableNotes.Marks.PAGE))
                .anySatisfy(note ->
                        assertThat(note)
                                .startsWith("▲ better, ▼ worse than dense")
                                .contains("over 2 tests"))
                .contains(
                        "Missing: run abcd2345 is failed (no memory): ./dllm resume abcd2345",
                        "Missing: not submitted: ./dllm submit paper-table --missing");
    }

    @Test
    void theNotesListTheReachedRateOfSystemsWithATarget() {
        assertThat(TableNotes.of(TABLE, TableNotes.Marks.PAGE))
                .contains(
                        "d-llm: target 0.500 (executed_rate/unforced_tokens), reached 0.563 on"
                                + " boolq.")
                .noneSatisfy(note -> assertThat(note).startsWith("dense: "));
    }

    private static Cell cell(
            int seeds,
            @Nullable Double mean,
            @Nullable Double deviation,
            Mark mark,
            Cell.@Nullable Test test,
            Cell.Missing... missing) {
        return new Cell(
                seeds,
                Math.max(1, seeds),
                mean,
                deviation,
                mean == null ? null : 0.55,
                mean == null ? null : 0.625,
                test == null ? null : new Cell.Target(0.5, "executed_rate/unforced_tokens", 0.5625),
                mark,
                test,
                List.of(missing));
    }
}
