package org.dllm.platform.run;

import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The workers whose home folders hold the files of runs: checkpoints, spools and artifacts. */
@Repository
@Transactional
public class RunStorage {

    private final JdbcClient jdbc;

    RunStorage(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The worker that holds the files; absent until a worker has started the run. */
    @Transactional(readOnly = true)
    public Optional<String> worker(RunId run) {
        return jdbc.sql("SELECT stored_by FROM run WHERE id = :id AND stored_by IS NOT NULL")
                .param("id", run.value())
                .query(String.class)
                .optional();
    }

    /** Records that {@code worker} keeps the files of the run from now on. */
    public void keep(RunId run, String worker) {
        jdbc.sql("UPDATE run SET stored_by = :worker WHERE id = :id")
                .param("id", run.value())
                .param("worker", worker)
                .update();
    }

    /** Discards the run's checkpoint: any worker may start the run from step 0. */
    public void giveUp(RunId run) {
        jdbc.sql("UPDATE run SET stored_by = NULL, checkpoint_step = NULL WHERE id = :id")
                .param("id", run.value())
                .update();
    }
}
