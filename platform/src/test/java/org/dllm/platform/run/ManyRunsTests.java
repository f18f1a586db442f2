package org.dllm.platform.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.dllm.platform.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The cost of lists of many runs on H2, whose planner needs hints. */
class ManyRunsTests {

    private static final int RUNS = 3000;

    private final VisitedRows visited = new VisitedRows();

    @BeforeEach
    void manyRuns() {
        TestDatabase.H2.clear();
        TestDatabase.H2
                .jdbc()
                .sql(
                        """
                        INSERT INTO experiment (name, created_at)
                        SELECT 'e' || x, CURRENT_TIMESTAMP FROM SYSTEM_RANGE(1, 10)
                        """)
                .update();
        TestDatabase.H2
                .jdbc()
                .sql(
                        """
                        INSERT INTO submission (experiment_id, document, sweep, created_at)
                        SELECT min(id), '', '{}', CURRENT_TIMESTAMP FROM experiment
                        """)
                .update();
        TestDatabase.H2
                .jdbc()
                .sql(
                        """
                        INSERT INTO run (id, experiment_id, submission_id, name, variant, grid_point, method_key, method, seed, state, priority, device, step, total_steps,
                          per_second, attempt, created_at, finished_at, summary, spec_sha256)
                        SELECT CAST(TRANSLATE(1000000 + x, '0189', 'abcd') AS VARCHAR(8)) || 'z',
                          (SELECT min(id) FROM experiment) + MOD(x, 10),
                          (SELECT id FROM submission), 'n', 'n', '{}', 'dense', 'Dense', x, CASE MOD(x, 10) WHEN 0 THEN 'FAILED' ELSE 'FINISHED' END, 0, 'cpu', 0, 1,
                          0, 1, CURRENT_TIMESTAMP, DATEADD('SECOND', MOD(x * 7, 3001), CURRENT_TIMESTAMP), '{}', 'x'
                        FROM SYSTEM_RANGE(1, :runs)
                        """)
                .param("runs", RUNS)
                .update();
    }

    @Test
    void theNewestRunsAreFoundWithoutReadingAll() {
        assertThat(new RunList(visited.jdbc()).page(RunFilter.ALL, 50, null).items()).hasSize(50);
        var newest = new RunQuery("", Set.of(), RunSort.NEWEST, null);
        assertThat(new RunSearch(visited.jdbc(), new RunList(visited.jdbc())).find(newest, 50))
                .hasSize(50);
        assertThat(visited.count())
                .isPositive()
                .isLessThan(RUNS / 2); // 100 rows, each with four joined ones
    }

    @Test
    void theLastEndedRunsAreFoundWithoutReadingAll() {
        var list = new RunList(visited.jdbc());
        assertThat(list.lastEnded(RunState.FINISHED, 5)).hasSize(5);
        assertThat(list.lastEnded(RunState.FAILED, 5)).hasSize(5);
        assertThat(visited.count()).isPositive().isLessThan(100);
    }
}
