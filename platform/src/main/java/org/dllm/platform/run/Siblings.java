package org.dllm.platform.run;

import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The runs that a run is seen beside, however many its experiment has. */
@Repository
@Transactional(readOnly = true)
public class Siblings {

    private final JdbcClient jdbc;

    Siblings(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * The run of {@code method} to compare with: of the same experiment, if possible of the same
     * seed and with a result, and of several submissions that of the nearest.
     */
    public Optional<Run> nearest(Run run, String method) {
        return jdbc.sql(
                        "SELECT "
                                + RunRows.COLUMNS
                                + """
                                WHERE r.experiment_id = (SELECT id FROM experiment WHERE name = :experiment)
                                  AND lower(r.method) = lower(:method) AND r.id <> :id AND r.rerun_of IS NULL
                                ORDER BY CASE WHEN r.seed = :seed THEN 0 ELSE 1 END,
                                  CASE WHEN r.state = 'FINISHED' THEN 0 ELSE 1 END,
                                  ABS(r.number - :number), r.number DESC
                                LIMIT 1
                                """)
                .param("experiment", run.experiment())
                .param("method", method)
                .param("id", run.id().value())
                .param("seed", run.seed())
                .param("number", run.number())
                .query(RunRows::run)
                .optional();
    }

    /** Those that repeat a run, newest first. */
    public List<Run> reruns(RunId original) {
        return jdbc.sql(
                        "SELECT "
                                + RunRows.COLUMNS
                                + " WHERE r.rerun_of = :original ORDER BY r.number DESC")
                .param("original", original.value())
                .query(RunRows::run)
                .list();
    }
}
