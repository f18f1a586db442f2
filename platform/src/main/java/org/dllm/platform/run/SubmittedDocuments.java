package org.dllm.platform.run;

import static org.dllm.platform.run.RunRows.at;

import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/** Submissions. Each stores its document once for all its runs. */
@Repository
@Transactional
public class SubmittedDocuments {

    private static final String INSERT_EXPERIMENT =
            """
            MERGE INTO experiment AS e USING (SELECT CAST(:name AS VARCHAR(200)) AS name) AS n ON e.name = n.name
            WHEN NOT MATCHED THEN INSERT (name, created_at) VALUES (n.name, :at)
            """;

    private static final String INSERT =
            """
            INSERT INTO submission (experiment_id, document, sets, sweep, baseline, created_at)
            SELECT id, :document, :sets, :sweep, :baseline, :at FROM experiment WHERE name = :experiment
            """;

    private final JdbcClient jdbc;
    private final Clock clock;

    SubmittedDocuments(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * Inserts the experiment unless it exists.
     *
     * @throws org.springframework.dao.DuplicateKeyException another transaction inserted it
     *     meanwhile
     */
    public void experiment(String name) {
        jdbc.sql(INSERT_EXPERIMENT).param("name", name).param("at", at(clock.instant())).update();
    }

    /**
     * Stores a submission without its runs.
     *
     * @return its id, which {@link NewRun} needs
     */
    public long add(NewSubmission submission) {
        experiment(submission.experiment());
        var keys = new GeneratedKeyHolder();
        jdbc.sql(INSERT)
                .param("experiment", submission.experiment())
                .param("document", submission.document())
                .param("sets", JsonMapper.shared().writeValueAsString(submission.sets()))
                .param("sweep", submission.sweep())
                .param("baseline", submission.baseline())
                .param("at", at(clock.instant()))
                .update(keys, "id");
        return Objects.requireNonNull(keys.getKey()).longValue();
    }

    /** Locks an experiment until the end of the transaction. */
    public void lock(String experiment) {
        jdbc.sql("SELECT id FROM experiment WHERE name = :name FOR UPDATE")
                .param("name", experiment)
                .query(Long.class)
                .single();
    }

    /** A submission that plans runs; the newest of the experiment if {@code id} is absent. */
    @Transactional(readOnly = true)
    public Optional<SubmissionPlan> plan(String experiment, @Nullable Long id) {
        return jdbc.sql(
                        """
                        SELECT s.id, s.sets, s.baseline FROM submission s JOIN experiment e ON e.id = s.experiment_id
                        WHERE e.name = :experiment AND (CAST(:id AS BIGINT) IS NULL OR s.id = :id)
                          AND EXISTS (SELECT 1 FROM submission_run p WHERE p.submission_id = s.id)
                        ORDER BY s.id DESC LIMIT 1
                        """)
                .param("experiment", experiment)
                .param("id", id)
                .query((row, _) ->
                        new SubmissionPlan(
                                row.getLong("id"),
                                experiment,
                                List.of(
                                        JsonMapper.shared()
                                                .readValue(row.getString("sets"), String[].class)),
                                row.getString("baseline")))
                .optional();
    }

    /** The newest {@code limit} submissions of an experiment that have such runs, newest first. */
    @Transactional(readOnly = true)
    public List<SubmissionSummary> newest(String experiment, Archived archived, int limit) {
        return summaries(experiment, null, archived, limit);
    }

    /** Empty if the submission has no such runs. */
    @Transactional(readOnly = true)
    public Optional<SubmissionSummary> find(String experiment, long id, Archived archived) {
        return summaries(experiment, id, archived, 1).stream().findFirst();
    }

    private List<SubmissionSummary> summaries(
            String experiment, @Nullable Long id, Archived archived, int limit) {
        return jdbc.sql(
                        """
                        SELECT s.id, s.created_at, c.runs, c.finished, f.id AS first_run
                        FROM (SELECT o.id, o.created_at FROM submission o JOIN experiment e ON e.id = o.experiment_id
                              WHERE e.name = :experiment AND (CAST(:id AS BIGINT) IS NULL OR o.id = :id)
                                AND EXISTS (SELECT 1 FROM run r WHERE r.submission_id = o.id AND %1$s)
                              ORDER BY o.id DESC LIMIT :limit) s
                        JOIN (SELECT submission_id, min(number) AS first_number,
                                sum(CASE WHEN rerun_of IS NULL THEN 1 ELSE 0 END) AS runs,
                                sum(CASE WHEN rerun_of IS NULL AND state = 'FINISHED' THEN 1 ELSE 0 END) AS finished
                              FROM run r WHERE %1$s GROUP BY submission_id) c ON c.submission_id = s.id
                        JOIN run f ON f.number = c.first_number
                        ORDER BY s.id DESC
                        """
                                .formatted(archived.condition()))
                .param("experiment", experiment)
                .param("id", id)
                .param("limit", limit)
                .query((row, _) ->
                        new SubmissionSummary(
                                row.getLong("id"),
                                RunRows.time(row, "created_at"),
                                row.getLong("runs"),
                                row.getLong("finished"),
                                new RunId(row.getString("first_run"))))
                .list();
    }
}
