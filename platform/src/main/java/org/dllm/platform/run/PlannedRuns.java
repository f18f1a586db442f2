package org.dllm.platform.run;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/**
 * The runs that submissions plan. A planned run is executed by a run of its submission, or an
 * earlier run of the same spec stands for it.
 */
@Repository
@Transactional
public class PlannedRuns {

    private final JdbcClient jdbc;

    PlannedRuns(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Stores a planned run of a submission.
     *
     * @param ordinal its place in the document
     * @param specSha256 hash of the spec as planned
     */
    public void add(
            long submission,
            int ordinal,
            org.dllm.experiments.experiment.PlannedRun run,
            String specSha256,
            RunId executedBy) {
        jdbc.sql(
                        """
                        INSERT INTO submission_run (submission_id, ordinal, name, dataset, variant, grid_point, seed, spec_sha256, run_id)
                        VALUES (:submission, :ordinal, :name, :dataset, :variant, :gridPoint, :seed, :sha256, :run)
                        """)
                .param("submission", submission)
                .param("ordinal", ordinal)
                .param("name", run.name())
                .param("dataset", run.dataset())
                .param("variant", run.variant())
                .param("gridPoint", run.gridPoint())
                .param("seed", run.spec().seed())
                .param("sha256", specSha256)
                .param("run", executedBy.value())
                .update();
    }

    /**
     * The newest run of an experiment that was planned with this spec and that has finished or is
     * still active. Failed, cancelled and archived runs are left out.
     *
     * @param waitsFor the run whose rate it uses
     */
    @Transactional(readOnly = true)
    public Optional<RunId> present(String experiment, String specSha256, @Nullable RunId waitsFor) {
        return jdbc.sql(
                        """
                        SELECT r.id FROM run r JOIN experiment e ON e.id = r.experiment_id
                        WHERE e.name = :experiment AND r.state NOT IN ('FAILED', 'CANCELLED')
                          AND r.archived_at IS NULL AND r.deleted_at IS NULL
                          AND COALESCE(r.waits_for, '') = :waitsFor
                          AND r.id IN (SELECT run_id FROM submission_run WHERE spec_sha256 = :sha256)
                        ORDER BY r.number DESC LIMIT 1
                        """)
                .param("experiment", experiment)
                .param("sha256", specSha256)
                .param("waitsFor", waitsFor == null ? "" : waitsFor.value())
                .query((row, _) -> new RunId(row.getString("id")))
                .optional();
    }

    /** The planned runs of a submission, in the order of its document. */
    @Transactional(readOnly = true)
    public List<PlannedCell> of(long submission) {
        return jdbc.sql(
                        """
                        SELECT p.dataset, p.variant, p.grid_point, p.seed, r.id, r.state, r.reason, r.method_key
                        FROM submission_run p LEFT JOIN run r ON r.id = p.run_id AND r.deleted_at IS NULL
                        WHERE p.submission_id = :submission ORDER BY p.ordinal
                        """)
                .param("submission", submission)
                .query((row, _) -> {
                    String id = row.getString("id");
                    return new PlannedCell(
                            row.getString("dataset"),
                            row.getString("variant"),
                            row.getString("grid_point"),
                            row.getLong("seed"),
                            id == null
                                    ? null
                                    : new PlannedCell.Execution(
                                            new RunId(id),
                                            RunState.valueOf(row.getString("state")),
                                            row.getString("reason"),
                                            row.getString("method_key")));
                })
                .list();
    }
}
