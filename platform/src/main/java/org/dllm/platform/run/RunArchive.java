package org.dllm.platform.run;

import static org.dllm.platform.run.RunRows.at;

import java.time.Clock;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Archives ended runs: lists, comparisons and forecasts leave them out by default. */
@Repository
@Transactional
public class RunArchive {

    private final JdbcClient jdbc;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    RunArchive(JdbcClient jdbc, ApplicationEventPublisher events, Clock clock) {
        this.jdbc = jdbc;
        this.events = events;
        this.clock = clock;
    }

    /**
     * @return whether the run has ended and was not archived before
     */
    public boolean archive(RunId id) {
        int changed =
                jdbc.sql(
                                """
                                UPDATE run SET archived_at = :at WHERE id = :id AND archived_at IS NULL
                                AND state IN ('FINISHED', 'FAILED', 'CANCELLED')
                                """)
                        .param("id", id.value())
                        .param("at", at(clock.instant()))
                        .update();
        return changed(id, changed);
    }

    /**
     * @return whether the run was archived
     */
    public boolean unarchive(RunId id) {
        int changed =
                jdbc.sql(
                                """
                                UPDATE run SET archived_at = NULL
                                WHERE id = :id AND archived_at IS NOT NULL AND deleted_at IS NULL
                                """)
                        .param("id", id.value())
                        .update();
        return changed(id, changed);
    }

    private boolean changed(RunId id, int rows) {
        if (rows == 1) {
            events.publishEvent(new RunChanged(id));
        }
        return rows == 1;
    }
}
