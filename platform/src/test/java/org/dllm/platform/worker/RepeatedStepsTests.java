package org.dllm.platform.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.dllm.experiments.experiment.RunLength;
import org.dllm.platform.TestDatabase;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.RunState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reruns repeat the number of steps that a time budget allowed their original. */
class RepeatedStepsTests {

    private final TestDatabase database = TestDatabase.H2;

    @Test
    void aRerunInAnotherHomeRepeatsTheStepsOfItsOriginal(
            @TempDir Path home, @TempDir Path elsewhere) {
        var settings = TestServer.settings();
        try (var first = new TestServer(database.clear(), home, settings);
                var second = new TestServer(database, elsewhere, settings)) {
            RunId original = first.submit(5, 2);
            first.until(original, RunState.FINISHED);
            manifest(original, "{\"steps\":{\"given\":5,\"planned\":9}}");

            RunId again = second.rerun(original);
            second.until(again, RunState.FINISHED);

            assertThat(RunLength.in(second.folder(again))).contains(new RunLength(9, 5, true));
            assertThat(RunLength.in(first.folder(original))).isEmpty();
        }
    }

    private void manifest(RunId run, String json) {
        database.jdbc()
                .sql("UPDATE run_paper SET manifest = :json WHERE run_id = :id")
                .param("json", json)
                .param("id", run.value())
                .update();
    }
}
