package org.dllm.platform.rerun;

import java.util.List;
import org.dllm.platform.experiment.IdempotencyKeys;
import org.dllm.platform.experiment.Submitted;
import org.dllm.platform.run.Run;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.Runs;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Goes on with runs that ended without a result. */
@Component
public class Resumptions {

    private final Runs runs;
    private final IdempotencyKeys keys;

    Resumptions(Runs runs, IdempotencyKeys keys) {
        this.runs = runs;
        this.keys = keys;
    }

    /**
     * Queues the run again.
     *
     * @param key with the same key it is done once, however often it is sent
     * @throws ResumeRefused it has not ended, or has its result
     */
    public void start(RunId id, @Nullable String key) {
        Run run = runs.require(id);
        keys.once(key, List.of("resume", id.value()), run.experiment(), () -> start(run));
    }

    private Submitted start(Run run) {
        if (!runs.resume(run.id())) {
            throw new ResumeRefused(
                    "run "
                            + run.id()
                            + " is "
                            + runs.require(run.id()).state()
                            + "; only a run that failed or was cancelled can be resumed");
        }
        return new Submitted(run.experiment(), List.of(run.id()));
    }
}
