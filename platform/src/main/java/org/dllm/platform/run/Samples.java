package org.dllm.platform.run;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dllm.experiments.experiment.RunEvent;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Evaluated examples with the model's answer and the layers that each token executed. */
@Repository
public class Samples {

    private static final String MERGE =
            """
            MERGE INTO sample t
            USING (SELECT CAST(? AS VARCHAR(8)) AS run_id, CAST(? AS VARCHAR(100)) AS task, CAST(? AS INTEGER) AS ordinal) s
            ON t.run_id = s.run_id AND t.task = s.task AND t.ordinal = s.ordinal
            WHEN MATCHED THEN UPDATE SET example_id = ?, family = ?, steps = ?, prompt = ?, gold = ?, answer = ?,
              correct = ?, tokens = ?, prompt_tokens = ?, executed = ?
            WHEN NOT MATCHED THEN INSERT (run_id, task, ordinal, example_id, family, steps, prompt, gold, answer,
              correct, tokens, prompt_tokens, executed)
              VALUES (s.run_id, s.task, s.ordinal, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    private static final TypeReference<List<String>> STRINGS = new TypeReference<>() {};

    private final JdbcClient jdbc;
    private final JdbcOperations batches;
    private final JsonMapper json;
    private final ApplicationEventPublisher events;

    Samples(
            JdbcClient jdbc,
            JdbcOperations batches,
            JsonMapper json,
            ApplicationEventPublisher events) {
        this.jdbc = jdbc;
        this.batches = batches;
        this.json = json;
        this.events = events;
    }

    /** Stores samples. A sample that is stored already is replaced. */
    @Transactional
    public void put(RunId run, List<RunEvent.Sample> samples) {
        if (samples.isEmpty()) {
            return;
        }
        batches.batchUpdate(
                MERGE,
                samples,
                100,
                (statement, sample) -> {
                    statement.setString(1, run.value());
                    statement.setString(2, sample.task());
                    statement.setInt(3, sample.index());
                    for (int at : new int[] {4, 14}) {
                        statement.setString(at, sample.exampleId());
                        statement.setString(at + 1, sample.family());
                        statement.setInt(at + 2, sample.steps());
                        statement.setString(at + 3, RunRows.replaceNul(sample.prompt()));
                        statement.setString(at + 4, RunRows.replaceNul(sample.gold()));
                        statement.setString(at + 5, RunRows.replaceNul(sample.answer()));
                        statement.setBoolean(at + 6, sample.correct());
                        statement.setString(at + 7, json.writeValueAsString(sample.tokens()));
                        statement.setInt(at + 8, sample.promptTokens());
                        statement.setString(at + 9, json.writeValueAsString(sample.executed()));
                    }
                });
        events.publishEvent(new RunChanged(run));
    }

    /** At most {@code limit} samples after index {@code after}, of one task. */
    @Transactional(readOnly = true)
    public SamplePage page(RunId run, String task, int limit, @Nullable Integer after) {
        return page(run, task, null, limit, after);
    }

    /**
     * At most {@code limit} samples after index {@code after}, of one task, with right answers only
     * or with wrong answers only.
     */
    @Transactional(readOnly = true)
    public SamplePage page(
            RunId run, String task, @Nullable Boolean correct, int limit, @Nullable Integer after) {
        String fitting =
                " FROM sample WHERE run_id = :run AND task = :task"
                        + (correct == null ? "" : " AND correct = :correct");
        var params = new HashMap<String, Object>(Map.of("run", run.value(), "task", task));
        if (correct != null) {
            params.put("correct", correct);
        }
        long count =
                jdbc.sql("SELECT count(*)" + fitting).params(params).query(Long.class).single();
        List<RunEvent.Sample> found =
                jdbc.sql(
                                "SELECT *"
                                        + fitting
                                        + " AND ordinal > :after ORDER BY ordinal LIMIT :limit")
                        .params(params)
                        .param("after", after == null ? -1 : after)
                        .param("limit", limit + 1)
                        .query(this::sample)
                        .list();
        if (found.size() <= limit) {
            return new SamplePage(found, count, null);
        }
        return new SamplePage(found.subList(0, limit), count, found.get(limit - 1).index());
    }

    /** The tasks of which this run has samples. */
    @Transactional(readOnly = true)
    public List<String> tasks(RunId run) {
        return jdbc.sql("SELECT DISTINCT task FROM sample WHERE run_id = :run ORDER BY task")
                .param("run", run.value())
                .query((ResultSet row, int _) -> row.getString("task"))
                .list();
    }

    private RunEvent.Sample sample(ResultSet row, int number) throws SQLException {
        return new RunEvent.Sample(
                row.getString("task"),
                row.getInt("ordinal"),
                row.getString("example_id"),
                row.getString("family"),
                row.getInt("steps"),
                row.getString("prompt"),
                row.getString("gold"),
                row.getString("answer"),
                row.getBoolean("correct"),
                json.readValue(row.getString("tokens"), STRINGS),
                row.getInt("prompt_tokens"),
                json.readValue(row.getString("executed"), STRINGS));
    }
}
