package org.dllm.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.simple.JdbcClient;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class MigrationTests {

    private static final String RUN =
            """
            INSERT INTO run (id, experiment_id, name, method, seed, state, priority, device, step, total_steps,
              per_second, attempt, created_at, summary, spec, spec_sha256, document)
            VALUES (:id, 1, :id, 'Dense', 0, 'FINISHED', 0, 'cpu', 1, 1, 0, 1, CURRENT_TIMESTAMP, :summary, :spec, '', '')
            """;

    private final DataSource dataSource;
    private final JdbcClient jdbc;

    MigrationTests(TestDatabase database) {
        dataSource = database.empty();
        jdbc = JdbcClient.create(dataSource);
    }

    @Test
    void resultsOfEarlierRunsCanBeSorted() {
        begin("202611231700");
        insert(
                "done",
                "{}",
                """
                {"a/exact_match":0.25,"a/exact_match/family=chain":1.0,"a/executed_rate":6.1E-1,"b/exact_match":0.75,\
                "train/executed_rate":0.9}\
                """);
        insert("none", "{}", "{\"a/exact_match\":\"NaN\",\"train/executed_rate\":0.9}");
        migrate("202611282110");
        assertThat(column("exact_match")).containsExactly(.25, null);
        assertThat(column("executed_rate")).containsExactly(.61, null);
    }

    @Test
    void resultsOfEarlierRunsAreThoseOfTheSpecsFirstTask() {
        begin("202611280030");
        insert(
                "two",
                """
                {"evaluate":[{"set":{"type":"Synthetic"},"task":"b.1"},{"task":"a"}],"name":"x"}\
                """,
                """
                {"a/exact_match":0.25,"a/executed_rate":0.5,"b.1/exact_match":0.75,"b.1/executed_rate":1.0}\
                """);
        jdbc.sql("UPDATE run SET exact_match = 0.25, executed_rate = 0.5").update();
        migrate("202611282110");
        assertThat(column("exact_match")).containsExactly(.75);
        assertThat(column("executed_rate")).containsExactly(1.0);
    }

    @Test
    void layersSkippedByAFixedSetCountAsForced() {
        begin("202611282110");
        for (String id : List.of("coin", "fixed")) {
            insert(id, "{}", "{}");
            jdbc.sql(
                            """
                            INSERT INTO layer_activity (run_id, task, axis, bucket, layer, forced, ordinal, executed, total, seq)
                            VALUES (:id, 'mix', 'family', 'chain', 0, TRUE, 0, 9, 9, 1), (:id, 'mix', 'family', 'chain', 1, FALSE, 0, 0, 9, 1)
                            """)
                    .param("id", id)
                    .update();
        }
        jdbc.sql("UPDATE run SET method = 'StaticLayers' WHERE id = 'fixed'").update();
        migrate("latest");
        assertThat(
                        jdbc.sql(
                                        "SELECT sum(total) FROM activity_cell GROUP BY run_id ORDER"
                                                + " BY run_id")
                                .query(Long.class)
                                .list())
                .containsExactly(9L, 0L);
    }

    @Test
    void earlierLayerActivityIsOfTheEvaluation() {
        begin("202611282110");
        insert("run", "{}", "{}");
        jdbc.sql(
                        """
                        INSERT INTO layer_activity (run_id, task, axis, bucket, layer, forced, ordinal, executed, total, seq)
                        VALUES ('run', 'mix', 'family', 'chain', 0, FALSE, 3, 4, 9, 7)
                        """)
                .update();
        migrate("latest");
        jdbc.sql(
                        """
                        INSERT INTO layer_activity (run_id, task, axis, bucket, layer, forced, ordinal, executed, total, seq, step)
                        VALUES ('run', 'mix', 'family', 'chain', 0, FALSE, 3, 5, 9, 8, 100)
                        """)
                .update();
        assertThat(
                        jdbc.sql("SELECT executed FROM activity_cell WHERE step IS NULL")
                                .query(Long.class)
                                .list())
                .containsExactly(4L);
        assertThat(
                        jdbc.sql("SELECT executed FROM activity_cell WHERE step = 100")
                                .query(Long.class)
                                .list())
                .containsExactly(5L);
        assertThat(
                        jdbc.sql("SELECT seq + ordinal FROM layer_activity WHERE step = -1")
                                .query(Long.class)
                                .list())
                .containsExactly(10L);
    }

    @Test
    void theWorkingTimeOfEarlierRunsIsFromTheirStartToTheirEnd() {
        begin("202611282110");
        for (String id : List.of("a-ended", "b-runs", "c-waits")) {
            insert(id, "{}", "{}");
        }
        jdbc.sql(
                        "UPDATE run SET started_at = TIMESTAMP WITH TIME ZONE '2026-01-02"
                                + " 03:04:05+00' WHERE id <> 'c-waits'")
                .update();
        jdbc.sql(
                        "UPDATE run SET finished_at = TIMESTAMP WITH TIME ZONE '2026-01-02"
                                + " 03:05:00+00' WHERE id = 'a-ended'")
                .update();
        jdbc.sql("UPDATE run SET state = 'RUNNING' WHERE id = 'b-runs'").update();
        migrate("latest");
        assertThat(column("worked_seconds")).containsExactly(55.0, 0.0, 0.0);
        assertThat(
                        jdbc.sql("SELECT id FROM run WHERE working_since = started_at")
                                .query(String.class)
                                .list())
                .containsExactly("b-runs");
    }

    @Test
    void earlierRunsAreStoredByTheirLastWorker() {
        begin("202611282110");
        for (String run : List.of("done", "queued")) {
            insert(run, "{}", "{}");
            jdbc.sql(
                            """
                            INSERT INTO work_item (run_id, state, worker, priority, device, version, attempt, failures, cancel_requested, spool_seq)
                            VALUES (:run, :state, :worker, 0, 'cpu', 0, 1, 0, FALSE, 0)
                            """)
                    .param("run", run)
                    .param("state", run.toUpperCase(Locale.ROOT))
                    .param("worker", run.equals("done") ? "a" : null)
                    .update();
        }
        migrate("latest");
        assertThat(jdbc.sql("SELECT stored_by FROM run ORDER BY id").query(String.class).list())
                .containsExactly("a", null);
    }

    @Test
    void methodsOfEarlierRunsGetKeysAndLabels() {
        begin("202611282110");
        var labels =
                List.of(
                        "Dense",
                        "Dllm",
                        "Dllm, no eviction",
                        "StaticLayers",
                        "RandomSkip",
                        "RandomSkip, no eviction",
                        "Another, no eviction");
        for (int i = 0; i < labels.size(); i++) {
            insert("run" + i, "{}", "{}");
            jdbc.sql("UPDATE run SET method = :label WHERE id = :id")
                    .param("label", labels.get(i))
                    .param("id", "run" + i)
                    .update();
        }
        migrate("latest");
        assertThat(
                        jdbc.sql("SELECT method_key || ': ' || method FROM run ORDER BY id")
                                .query(String.class)
                                .list())
                .containsExactly(
                        "dense: Dense",
                        "dllm: D-LLM",
                        "dllm-keep-kv: D-LLM, no eviction",
                        "static: Static layers",
                        "random: Random skipping",
                        "random: Random skipping, no eviction",
                        "other: Another, no eviction");
    }

    private List<Double> column(String name) {
        return jdbc.sql("SELECT " + name + " FROM run ORDER BY id")
                .query((row, _) -> row.getObject(1, Double.class))
                .list();
    }

    /** An earlier version of the schema, with one experiment. */
    private void begin(String version) {
        migrate(version);
        jdbc.sql("INSERT INTO experiment (name, created_at) VALUES ('e', CURRENT_TIMESTAMP)")
                .update();
    }

    private void insert(String id, String spec, String summary) {
        jdbc.sql(RUN).param("id", id).param("spec", spec).param("summary", summary).update();
    }

    private void migrate(String version) {
        TestDatabase.migrate(dataSource, version);
    }
}
