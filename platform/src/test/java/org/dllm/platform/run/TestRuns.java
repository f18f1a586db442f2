package org.dllm.platform.run;

import java.util.List;
import org.dllm.experiments.experiment.PrimaryMetric;
import org.dllm.platform.TestDatabase;
import org.jspecify.annotations.Nullable;

/** Creates runs for tests. */
public final class TestRuns {

    private static final List<PrimaryMetric> TASKS =
            List.of(
                    new PrimaryMetric("mix", "exact_match", true),
                    new PrimaryMetric("chain", "exact_match", true));

    private TestRuns() {}

    public static RunId queued(TestDatabase database) {
        return submit(database, "first-look", null, null);
    }

    /** A run in its own submission; a rerun belongs to the submission of its original. */
    public static RunId submit(
            TestDatabase database,
            String experiment,
            @Nullable RunId waitsFor,
            @Nullable RunId rerunOf) {
        long submission =
                rerunOf == null
                        ? database.get(SubmittedDocuments.class)
                                .add(new NewSubmission(experiment, "name: x\n"))
                        : database.get(Runs.class).require(rerunOf).submission();
        return database.get(NewRuns.class)
                .add(
                        new NewRun(
                                submission,
                                experiment + "-dllm",
                                "",
                                "dllm",
                                "{}",
                                new RunMethod("dllm", "D-LLM"),
                                7,
                                0,
                                "cpu",
                                500,
                                TASKS,
                                "{\"evaluate\":[{\"task\":\"mix\"},{\"task\":\"chain\"}],\"name\":\"x\"}",
                                "ab".repeat(32),
                                waitsFor,
                                rerunOf));
    }
}
