package org.dllm.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Runs stored before there were submissions. */
@ParameterizedClass
@EnumSource(TestDatabase.class)
class SubmissionMigrationTests {

    private static final String BEFORE = "202611282110";
    private static final OffsetDateTime START = OffsetDateTime.parse("2026-11-01T10:00:00Z");

    private final DataSource dataSource;
    private final JdbcClient jdbc;

    SubmissionMigrationTests(TestDatabase database) {
        dataSource = database.empty();
        jdbc = JdbcClient.create(dataSource);
    }

    @BeforeEach
    void anExperiment() {
        migrate(BEFORE);
        jdbc.sql("INSERT INTO experiment (name, created_at) VALUES ('e', CURRENT_TIMESTAMP)")
                .update();
    }

    @Test
    void runsOfOneIdempotencyKeyAreOneSubmission() {
        insert("a", "dense", "doc", 0);
        insert("b", "dense", "doc", 1);
        insert("c", "dllm", "doc", 900);
        key("one", "a c");
        key("two", "b");
        assertThat(submissions()).containsExactly(List.of("a", "c"), List.of("b"));
    }

    @Test
    void runsWithoutAKeyAreOneSubmissionIfTheyWereInsertedTogether() {
        insert("a", "dense", "doc", 0);
        insert("b", "dllm", "doc", 5);
        insert("c", "dense", "doc", 9); // a run of the submission has this name already
        insert("d", "dllm", "doc", 12);
        insert("e", "static", "doc", 4000); // much later
        insert("f", "random", "other", 4001);
        assertThat(submissions())
                .containsExactly(List.of("a", "b"), List.of("c", "d"), List.of("e"), List.of("f"));
    }

    @Test
    void aRunThatWaitsForAnotherAndARerunBelongToItsSubmission() {
        insert("a", "dllm", "doc", 0);
        insert("b", "other", "text", 1);
        insert("c", "random", "doc", 700, "a", null);
        insert("d", "dllm", "doc", 9000, null, "a");
        assertThat(submissions()).containsExactly(List.of("a", "c", "d"), List.of("b"));
    }

    @Test
    void theTextIsStoredOncePerSubmission() {
        insert("a", "dense", "doc", 0);
        insert("b", "dllm", "doc", 1);
        migrate("latest");
        assertThat(jdbc.sql("SELECT document FROM submission").query(String.class).list())
                .containsExactly("doc");
        assertThat(jdbc.sql("SELECT key FROM idempotency_key").query(String.class).list())
                .isEmpty();
    }

    @Test
    void axesAreReadFromTheNameIfTheSpecAgrees() {
        insert("a", "d-llm, no eviction seed=7 train.steps=60", "doc", 0);
        insert("b", "d-llm, no eviction seed=7 train.steps=360", "doc", 1);
        insert("c", "x=y train.steps=61", "doc", 2);
        jdbc.sql("UPDATE run SET spec = '{\"seed\":7,\"train\":{\"steps\":60}}'").update();
        jdbc.sql("UPDATE run SET spec = '{\"seed\":7,\"train\":{\"steps\":360}}' WHERE id = 'b'")
                .update();
        migrate("latest");
        assertThat(column("variant"))
                .containsExactly("d-llm, no eviction", "d-llm, no eviction", "x=y train.steps=61");
        assertThat(column("grid_point"))
                .containsExactly("{\"train.steps\":60}", "{\"train.steps\":360}", "{}");
        assertThat(jdbc.sql("SELECT sweep FROM submission").query(String.class).single())
                .isEqualTo("{\"seed\":[7],\"train.steps\":[60,360]}");
    }

    @Test
    void resultsAreReadFromTheSummaryOrElseFromTheSeries() {
        insert("a", "dense", "doc", 0);
        insert("b", "dllm", "doc", 1);
        jdbc.sql("UPDATE run SET spec = :spec")
                .param(
                        "spec",
                        """
                        {"evaluate":[{"metric":"perplexity","task":"b.1"},{"metric":"exact_match","task":"a"}]}\
                        """)
                .update();
        jdbc.sql("UPDATE run SET summary = :summary WHERE id = 'a'")
                .param(
                        "summary",
                        """
                        {"a/exact_match":0.25,"a/exact_match_stderr":0.125,"a/examples":12,"a/exact_match/family=chain":1.0,\
                        "a/exact_match_stderr/family=chain":0.0,"a/examples/family=chain":3,"a/flops_ratio/all":6.1E-1,\
                        "b.1/perplexity":"NaN","train/executed_rate":0.9,"time/a/seconds":3.5}\
                        """)
                .update();
        jdbc.sql("INSERT INTO metric_series (run_id, key) VALUES ('b', 'a/executed_rate')")
                .update();
        for (int step = 1; step <= 2; step++) {
            jdbc.sql(
                            """
                            INSERT INTO metric_value (series_id, step, seq, bits, value, at)
                            SELECT id, :step, 1, 0, :value, CURRENT_TIMESTAMP FROM metric_series
                            """)
                    .param("step", step)
                    .param("value", step / 4.0)
                    .update();
        }
        migrate("latest");
        assertThat(
                        rows(
                                """
                                SELECT run_id, task, metric, value, stderr, n FROM run_result ORDER BY run_id, task, metric
                                """))
                .containsExactly(
                        "a a exact_match 0.25 0.125 12",
                        "a a exact_match/family=chain 1.0 0.0 3",
                        "a a flops_ratio/all 0.61 null 12",
                        "a b.1 perplexity NaN null 0",
                        "b a executed_rate 0.5 null 0");
        assertThat(
                        rows(
                                """
                                SELECT ordinal, task, metric FROM run_task WHERE run_id = 'b' ORDER BY ordinal
                                """))
                .containsExactly("0 b.1 perplexity", "1 a exact_match");
        assertThat(rows("SELECT metric FROM run_task WHERE run_id = 'a' AND higher_is_better"))
                .containsExactly("exact_match");
    }

    /** Each row as text, with a space between columns. */
    private List<String> rows(String query) {
        return jdbc.sql(query)
                .query((row, _) -> {
                    var cells = new ArrayList<String>();
                    for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                        cells.add(String.valueOf(row.getObject(i)));
                    }
                    return String.join(" ", cells);
                })
                .list();
    }

    private List<List<String>> submissions() {
        migrate("latest");
        Map<Long, List<String>> members =
                jdbc
                        .sql("SELECT submission_id, id FROM run ORDER BY number")
                        .query((row, _) -> Map.entry(row.getLong(1), row.getString(2)))
                        .list()
                        .stream()
                        .collect(
                                Collectors.groupingBy(
                                        Map.Entry::getKey,
                                        TreeMap::new,
                                        Collectors.mapping(
                                                Map.Entry::getValue, Collectors.toList())));
        return List.copyOf(members.values());
    }

    private List<String> column(String name) {
        return jdbc.sql("SELECT " + name + " FROM run ORDER BY id")
                .query((row, _) -> String.valueOf(row.getString(1)))
                .list();
    }

    private void key(String key, String runs) {
        jdbc.sql(
                        """
                        INSERT INTO submission (idempotency_key, request_sha256, experiment, run_ids, created_at)
                        VALUES (:key, '', 'e', :runs, CURRENT_TIMESTAMP)
                        """)
                .param("key", key)
                .param("runs", runs)
                .update();
    }

    private void insert(String id, String name, String document, int millis) {
        insert(id, name, document, millis, null, null);
    }

    private void insert(
            String id,
            String name,
            String document,
            int millis,
            @Nullable String waitsFor,
            @Nullable String rerunOf) {
        jdbc.sql(
                        """
                        INSERT INTO run (id, experiment_id, name, method, seed, state, priority, device, step, total_steps,
                          per_second, attempt, created_at, waits_for, rerun_of, summary, spec, spec_sha256, document)
                        VALUES (:id, 1, :name, 'Dense', 7, 'FINISHED', 0, 'cpu', 1, 1, 0, 1, :at, :waitsFor, :rerunOf,
                          '{}', '{}', '', :document)
                        """)
                .param("id", id)
                .param("name", name)
                .param("at", START.plusNanos(1_000_000L * millis))
                .param("waitsFor", waitsFor)
                .param("rerunOf", rerunOf)
                .param("document", document)
                .update();
    }

    private void migrate(String version) {
        TestDatabase.migrate(dataSource, version);
    }
}
