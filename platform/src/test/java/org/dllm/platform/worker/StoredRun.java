package org.dllm.platform.worker;

import java.util.Optional;
import org.dllm.platform.TestDatabase;
import org.dllm.platform.run.RunId;

/** The stored state of a run: its work item and its events. */
record StoredRun(TestDatabase database) {

    String itemState(RunId run) {
        return item("state", run, String.class).orElseThrow();
    }

    int failures(RunId run) {
        return item("failures", run, Integer.class).orElseThrow();
    }

    /** The process of the current attempt, as soon as it is known. */
    Optional<Long> pid(RunId run) {
        return item("pid", run, Long.class);
    }

    private <T> Optional<T> item(String column, RunId run, Class<T> type) {
        return database.jdbc()
                .sql(
                        "SELECT %1$s FROM work_item WHERE run_id = :run AND %1$s IS NOT NULL"
                                .formatted(column))
                .param("run", run.value())
                .query(type)
                .optional();
    }
}
