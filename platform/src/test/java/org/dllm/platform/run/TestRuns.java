package org.dllm.platform.run;

import org.dllm.platform.TestDatabase;
import org.jspecify.annotations.Nullable;

/** Runs for tests that need one. */
public final class TestRuns {

    private TestRuns() {}

    public static RunId queued(TestDatabase database) {
        return database.get(Runs.class).submit(newRun("first-look", null, null));
    }

    public static NewRun newRun(
            String experiment, @Nullable RunId waitsFor, @Nullable RunId rerunOf) {
        return new NewRun(
                experiment,
                experiment + "-dllm",
                "Dllm",
                7,
                0,
                "cpu",
                500,
                "{\"evaluate\":[{\"task\":\"mix\"},{\"task\":\"chain\"}],\"name\":\"x\"}",
                "ab".repeat(32),
                "name: x\n",
                waitsFor,
                rerunOf);
    }
}
