package org.dllm.platform.run;

import static org.dllm.platform.run.RunRows.at;

import java.time.Clock;
import java.util.Objects;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The submissions: each stores its document once, however many runs it has. */
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
            INSERT INTO submission (experiment_id, document, sweep, created_at)
            SELECT id, :document, :sweep, :at FROM experiment WHERE name = :experiment
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
     * @param experiment created if there is none of this name
     * @param sweep JSON, as {@code SpecDocument.sweep} has it
     * @return its id, which {@link NewRun} needs
     */
    public long add(String experiment, String document, String sweep) {
        experiment(experiment);
        var keys = new GeneratedKeyHolder();
        jdbc.sql(INSERT)
                .param("experiment", experiment)
                .param("document", document)
                .param("sweep", sweep)
                .param("at", at(clock.instant()))
                .update(keys, "id");
        return Objects.requireNonNull(keys.getKey()).longValue();
    }
}
