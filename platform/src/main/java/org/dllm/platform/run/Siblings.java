package org.dllm.platform.run;

import java.util.List;
import java.util.Optional;
import org.dllm.experiments.experiment.ExperimentSpec;
import org.dllm.experiments.experiment.SpecJson;
import org.dllm.experiments.spec.SpecException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The runs that a run is seen beside, however many its experiment has. */
@Repository
@Transactional(readOnly = true)
public class Siblings {

    /** As many are looked at: nobody compares a run with one that is further away. */
    private static final int MOST = 20;

    private final JdbcClient jdbc;

    Siblings(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * The run of {@code method} to compare with: of the same experiment, from the same model with
     * the same data and questions, if possible of the same seed and with a result, and of several
     * submissions that of the nearest.
     */
    public Optional<Run> nearest(Run run, String method) {
        Optional<ExperimentSpec> mine = spec(run.id());
        return candidates(run, method).stream()
                .filter(other ->
                        mine.isPresent()
                                && spec(other.id()).filter(mine.get()::compares).isPresent())
                .findFirst();
    }

    private Optional<ExperimentSpec> spec(RunId id) {
        try {
            return jdbc.sql("SELECT spec FROM run WHERE id = :id")
                    .param("id", id.value())
                    .query(String.class)
                    .optional()
                    .map(SpecJson::read);
        } catch (SpecException _) {
            // an older version wrote it
            return Optional.empty();
        }
    }

    private List<Run> candidates(Run run, String method) {
        return jdbc.sql(
                        "SELECT "
                                + RunRows.COLUMNS
                                + """
                                WHERE r.experiment_id = (SELECT id FROM experiment WHERE name = :experiment)
                                  AND lower(r.method) = lower(:method) AND r.id <> :id AND r.rerun_of IS NULL
                                ORDER BY CASE WHEN r.seed = :seed THEN 0 ELSE 1 END,
                                  CASE WHEN r.state = 'FINISHED' THEN 0 ELSE 1 END,
                                  ABS(r.number - :number), r.number DESC
                                LIMIT :most
                                """)
                .param("experiment", run.experiment())
                .param("method", method)
                .param("id", run.id().value())
                .param("seed", run.seed())
                .param("number", run.number())
                .param("most", MOST)
                .query(RunRows::run)
                .list();
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
