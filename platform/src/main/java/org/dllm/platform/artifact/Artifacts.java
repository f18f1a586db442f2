package org.dllm.platform.artifact;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.dllm.experiments.experiment.RunEvent.Artifact;
import org.dllm.platform.run.RunChanged;
import org.dllm.platform.run.RunId;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The artifacts of runs, with their hashes. */
@Repository
public class Artifacts {

    private final JdbcClient jdbc;
    private final ApplicationEventPublisher events;

    Artifacts(JdbcClient jdbc, ApplicationEventPublisher events) {
        this.jdbc = jdbc;
        this.events = events;
    }

    /** Stores an artifact; replaces one of the same name. */
    @Transactional
    public void put(RunId run, Artifact artifact) {
        jdbc.sql(
                        """
                        MERGE INTO artifact t
                        USING (SELECT CAST(:run AS VARCHAR(8)) AS run_id, CAST(:name AS VARCHAR(250)) AS name,
                          CAST(:file AS VARCHAR(1000)) AS file, CAST(:sha256 AS VARCHAR(64)) AS sha256, CAST(:bytes AS BIGINT) AS bytes) s
                        ON t.run_id = s.run_id AND t.name = s.name
                        WHEN MATCHED THEN UPDATE SET file = s.file, sha256 = s.sha256, bytes = s.bytes
                        WHEN NOT MATCHED THEN INSERT (run_id, name, file, sha256, bytes)
                          VALUES (s.run_id, s.name, s.file, s.sha256, s.bytes)
                        """)
                .param("run", run.value())
                .param("name", artifact.name())
                .param("file", artifact.file())
                .param("sha256", artifact.sha256())
                .param("bytes", artifact.bytes())
                .update();
        events.publishEvent(new RunChanged(run));
    }

    /** The artifacts of a run, by name. */
    @Transactional(readOnly = true)
    public List<Artifact> of(RunId run) {
        return jdbc.sql(
                        "SELECT name, file, sha256, bytes FROM artifact WHERE run_id = :run ORDER"
                                + " BY name")
                .param("run", run.value())
                .query(Artifacts::artifact)
                .list();
    }

    @Transactional(readOnly = true)
    public Optional<Artifact> find(RunId run, String name) {
        return jdbc.sql(
                        """
                        SELECT name, file, sha256, bytes FROM artifact WHERE run_id = :run AND name = :name
                        """)
                .param("run", run.value())
                .param("name", name)
                .query(Artifacts::artifact)
                .optional();
    }

    private static Artifact artifact(ResultSet row, int number) throws SQLException {
        return new Artifact(
                row.getString("name"),
                row.getString("file"),
                row.getString("sha256"),
                row.getLong("bytes"));
    }
}
