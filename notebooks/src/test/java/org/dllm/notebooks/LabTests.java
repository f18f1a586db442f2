package org.dllm.notebooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.dflib.DataFrame;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource
class LabTests {

    private static final Map<DatabaseLocation, DatabaseLocation.Open> OPEN =
            new EnumMap<>(DatabaseLocation.class);

    @TempDir static Path folder;
    private final DatabaseLocation.Open place;
    private final Lab lab;

    LabTests(DatabaseLocation where) throws Exception {
        if (!OPEN.containsKey(where)) {
            OPEN.put(where, where.open(folder.resolve(where.name())));
        }
        place = OPEN.get(where);
        lab = Lab.connect(place.environment());
    }

    @AfterAll
    static void close() throws Exception {
        for (DatabaseLocation.Open open : OPEN.values()) {
            open.close();
        }
        OPEN.clear();
    }

    @Test
    void runsComeNewestFirst() {
        DataFrame runs = lab.runs();
        assertThat(runs.getColumn("id"))
                .containsExactly("gggggggg", "ffffffff", "dddddddd", "bbbbbbbb", "aaaaaaaa");
        assertThat(runs.getColumn("created_at").get(0)).isInstanceOf(Instant.class);
    }

    @Test
    void theNewestExperimentIsOneWithLayerActivity() {
        assertThat(lab.experiments().getColumn("name")).containsExactly("quickstart", "waiting");
        assertThat(lab.newestExperiment()).isEqualTo("quickstart");
    }

    @Test
    void archivedRunsAreListedBesideTheOthersOnly() {
        assertThat(lab.archivedRuns().getColumn("id")).containsExactly("eeeeeeee");
        assertThat(lab.results("old").height()).isZero();
        assertThat(lab.activities("eeeeeeee").height()).isEqualTo(2);
    }

    @Test
    void aRerunIsNoFurtherRunOfItsSeedGroup() {
        assertThat(lab.results("quickstart").getColumn("id"))
                .containsExactly("aaaaaaaa", "bbbbbbbb");
    }

    @Test
    void resultsHaveAColumnForEachMetric() {
        DataFrame results = lab.results("quickstart");
        assertThat(results.getColumn("chain/exact_match")).containsExactly(0.75, 0.5);
        assertThat(results.getColumn("chain/perplexity")).containsExactly(null, Double.NaN);
    }

    @Test
    void resultsOfATaskHaveStandardErrorsAndMarkThePrimaryMetric() {
        DataFrame results = lab.results("bbbbbbbb", "chain");
        assertThat(results.getColumn("metric")).containsExactly("exact_match", "perplexity");
        assertThat(results.getColumn("stderr")).containsExactly(0.125, null);
        assertThat(results.getColumn("n")).containsExactly(48L, 48L);
        assertThat(results.getColumn("primary")).containsExactly(true, false);
    }

    @Test
    void submissionsComeWithTheirDocuments() {
        DataFrame submissions = lab.submissions("quickstart");
        assertThat(submissions.getColumn("document")).containsExactly("name: x");
        assertThat(Frames.number(submissions, "runs", 0)).isEqualTo(4);
    }

    @Test
    void metricsComeInTheOrderOfSteps() {
        DataFrame points = lab.metrics("aaaaaaaa", "train/loss");
        assertThat(points.height()).isEqualTo(40);
        assertThat(Frames.number(points, "value", 0)).isEqualTo(4.0);
        assertThat(Frames.number(points, "value", 19)).isNaN();
        assertThat(Frames.number(lab.keys("aaaaaaaa"), "last", 0)).isEqualTo(3.0 / 40 + 1);
    }

    @Test
    void activitySeparatesFreeDecisionsFromForcedExecutions() {
        DataFrame cells = lab.activity("bbbbbbbb", "chain", "family");
        assertThat(cells.height()).isEqualTo(18);
        assertThat(HeatMap.of(cells).cell(0, 0)).isEqualTo(new HeatMap.Cell(0, 0, 100, 100));
        assertThat(HeatMap.of(cells).cell(1, 5)).isEqualTo(new HeatMap.Cell(30, 100, 0, 0));
    }

    @Test
    void queriesTakeArguments() {
        assertThat(lab.sql("SELECT name FROM run WHERE id = ?", "aaaaaaaa").getColumn("name"))
                .containsExactly("dense");
    }

    @Test
    void aMissingRunOrExperimentIsReportedInsteadOfAnEmptyFrame() {
        for (ThrowingCallable question :
                List.<ThrowingCallable>of(
                        () -> lab.results("nothing"), () -> lab.submissions("nothing"))) {
            assertThatThrownBy(question)
                    .hasMessage(
                            "experiment nothing does not exist; lab.experiments() lists the"
                                    + " experiments");
        }
        for (ThrowingCallable question :
                List.<ThrowingCallable>of(
                        () -> lab.keys("cccccccc"),
                        () -> lab.metrics("cccccccc", "train/loss"),
                        () -> lab.activity("cccccccc", "chain", "family"),
                        () -> lab.activities("cccccccc"))) {
            assertThatThrownBy(question)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "run cccccccc does not exist; lab.runs() and lab.archivedRuns() list"
                                    + " the runs");
        }
    }

    @Test
    void columnsWithEqualNamesAreNumbered() {
        DataFrame joined =
                lab.sql(
                        """
                        SELECT r.name, e.name, r.*
                        FROM run r JOIN experiment e ON e.id = r.experiment_id WHERE r.id = ?
                        """,
                        "aaaaaaaa");
        assertThat(Frames.text(joined, "name", 0)).isEqualTo("dense");
        assertThat(Frames.text(joined, "name_2", 0)).isEqualTo("quickstart");
        assertThat(Frames.text(joined, "name_3", 0)).isEqualTo("dense");
    }

    @Test
    void nothingCanBeWritten() throws SQLException {
        assertThatThrownBy(() -> lab.sql("DELETE FROM layer_activity"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> lab.sql("DROP TABLE sample"))
                .isInstanceOf(IllegalArgumentException.class);
        for (String change :
                List.of(
                        "SELECT id FROM FINAL TABLE (UPDATE run SET name = 'x')",
                        "WITH x AS (UPDATE run SET name = 'x' RETURNING id) SELECT id FROM x")) {
            try {
                lab.sql(change);
            } catch (IllegalArgumentException _) {
                // The database does not know the syntax, or rejects the query.
            }
        }
        assertThat(seenByAnother("SELECT name FROM run ORDER BY number"))
                .containsExactly("dense", "dllm", "later", "archived", "dllm", "dllm");
        assertThat(seenByAnother("SELECT count(*) FROM layer_activity")).containsExactly("72");
        assertThat(seenByAnother("SELECT count(*) FROM sample")).containsExactly("0");
    }

    private List<String> seenByAnother(String query) throws SQLException {
        try (var connection = place.another();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            var column = new ArrayList<String>();
            while (rows.next()) {
                column.add(rows.getString(1));
            }
            return column;
        }
    }

    @Test
    void anInterruptedQueryIsCancelled() throws Exception {
        var failure = new CompletableFuture<Throwable>();
        Thread cell =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                lab.sql(hours());
                            } catch (RuntimeException interrupted) {
                                failure.complete(interrupted);
                            }
                        });
        cell.interrupt();
        assertThat(failure.get(60, TimeUnit.SECONDS)).hasMessageContaining("interrupted");
        until(() -> running() == 0);
    }

    @Test
    void aQueryIsCancelledAfterTheTimeLimit() {
        var environment = new HashMap<>(place.environment());
        environment.put("DLLM_QUERY_LIMIT", "1s");
        Lab hasty = Lab.connect(environment);
        assertThatThrownBy(() -> hasty.sql(hours()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cancel");
        until(() -> running() == 0);
    }

    @Test
    void anInvalidLimitIsRejected() {
        var environment = new HashMap<>(place.environment());
        environment.put("DLLM_QUERY_LIMIT", "soon");
        assertThatThrownBy(() -> Lab.connect(environment))
                .hasMessageContaining("DLLM_QUERY_LIMIT")
                .hasMessageContaining("soon");
    }

    private String hours() {
        String range =
                place.url().contains("postgresql")
                        ? "generate_series(1, 1000000)"
                        : "SYSTEM_RANGE(1, 1000000)";
        return "SELECT count(*) FROM %1$s a, %1$s b".formatted(range);
    }

    /** The number of active statements of other connections; zero for an H2 file. */
    private int running() {
        String query =
                place.url().contains("postgresql")
                        ? "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND pid <>"
                                + " pg_backend_pid() AND query LIKE '%generate_series%'"
                        : "SELECT 0";
        try {
            return Integer.parseInt(seenByAnother(query).getFirst());
        } catch (SQLException _) {
            return 1;
        }
    }

    private static void until(BooleanSupplier reached) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!reached.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(end);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    @Test
    void anInvalidQueryIsShownWithItsError() {
        assertThatThrownBy(() -> lab.sql("SELECT nonsense FROM run"))
                .message()
                .containsIgnoringCase("column \"nonsense\"")
                .contains("SELECT nonsense FROM run");
    }
}
