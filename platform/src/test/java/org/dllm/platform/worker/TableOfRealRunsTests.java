package org.dllm.platform.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.dllm.platform.TestDatabase;
import org.dllm.platform.batch.RunProcess;
import org.dllm.platform.experiment.Submission;
import org.dllm.platform.experiment.SubmissionResult;
import org.dllm.platform.experiment.Submissions;
import org.dllm.platform.run.RunState;
import org.dllm.platform.table.Cell;
import org.dllm.platform.table.ResultTable;
import org.dllm.platform.table.ResultTables;
import org.dllm.platform.table.TableFormat;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a spec to its table, by real runs of a tiny model: two data sets by all systems. */
@Tag("slow")
class TableOfRealRunsTests {

    private static final String DOCUMENT =
            """
            name: tiny-table
            model: {shape: {layers: 3, width: 16, hidden: 24, heads: 2, keyValueHeads: 1, context: 64, tokenizer: characters}}
            baseline: dense
            method: {type: Dllm, target: 0.5, keep: {layers: 1}, router: {type: TokenMlp, hidden: 8}}
            train: {steps: 60, batch: 4, optimizer: {lr: 1e-2}, checkpointEvery: 60}
            resources: {threads: 1}
            scale: smoke
            scales:
              smoke: {train: {steps: 2}, evaluate: {limit: 6}}
            datasets:
              chains:
                data: [{set: {type: Synthetic, families: [Chain], examples: 30}}]
                evaluate: [{task: chains, set: {type: Synthetic, families: [Chain], examples: 30}, maxNewTokens: 8}]
              sorting:
                data: [{set: {type: Synthetic, families: [Sorting], examples: 30}}]
                evaluate: [{task: sorting, set: {type: Synthetic, families: [Sorting], examples: 30}, metric: perplexity, maxNewTokens: 8}]
            variants:
              dense: {method: Dense}
              mod: {method: {type: MixtureOfDepths}}
              shortened-ppl: {method: {type: ShortenedLlama, by: perplexity, remove: 1, keepEnds: false, calibration: {set: {type: Synthetic, examples: 30}, rows: 2, tokens: 16}}}
              shortened-taylor: {method: {type: ShortenedLlama, by: taylor, remove: 1, keepEnds: false, calibration: {set: {type: Synthetic, examples: 30}, rows: 2, tokens: 16}}}
              adainfer: {method: {type: AdaInfer, hidden: 8, fit: {heldOut: 4, epochs: 2}}}
              d-llm: {}
              random: {method: {type: RandomSkip, rateOf: d-llm}}
              static: {method: {type: SearchedLayers, count: 2, calibration: {set: {type: Synthetic, examples: 30}, rows: 2, tokens: 16}}}
            """;

    @TempDir Path home;
    private final TestDatabase database = TestDatabase.H2.clear();

    @Test
    void aSpecWithDataSetsAndSystemsBecomesAFullTable() {
        try (var server =
                new TestServer(database, home, TestServer.settings(), RunProcess.class, home)) {
            SubmissionResult submitted = submit(server);
            assertThat(submitted.runs()).hasSize(16);
            submitted.runs().forEach(run -> server.until(run, RunState.FINISHED));

            ResultTable table = server.get(ResultTables.class).of("tiny-table", null).orElseThrow();
            assertThat(table.missing()).isEmpty();
            assertThat(table.rows()).hasSize(2);
            for (ResultTable.Row row : table.rows()) {
                assertThat(row.cells())
                        .hasSize(8)
                        .allSatisfy(cell -> {
                            assertThat(cell.mean()).isNotNull();
                            assertThat(cell.flopsLayers()).isBetween(0.2, 1.0);
                        });
                assertThat(row.cells().getFirst().flopsLayers()).isEqualTo(1.0);
                assertThat(row.cells().subList(1, 8))
                        .extracting(Cell::test)
                        .allSatisfy(test -> assertThat(test.examples()).isEqualTo(6));
            }
            assertThat(table.tests()).isEqualTo(14);
            assertThat(TableFormat.MD.of(table)).contains("| chains | exact match ↑ |");

            SubmissionResult again = submit(server);
            assertThat(again.runs()).isEqualTo(submitted.runs());
            assertThat(again.present()).hasSize(16);
            assertThat(server.get(ResultTables.class).of("tiny-table", null).orElseThrow().rows())
                    .isEqualTo(table.rows());
        }
    }

    private static SubmissionResult submit(TestServer server) {
        var submission = new Submission(DOCUMENT, List.of("scale=smoke"), 0, true, null);
        return server.get(Submissions.class).submit(submission);
    }
}
