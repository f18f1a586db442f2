package org.dllm.platform.rerun;

import java.util.List;
import org.dllm.experiments.experiment.ExperimentSpec;
import org.dllm.experiments.experiment.PrimaryMetric;
import org.dllm.experiments.experiment.SpecJson;
import org.dllm.platform.experiment.IdempotencyKeys;
import org.dllm.platform.experiment.SubmissionResult;
import org.dllm.platform.run.NewRun;
import org.dllm.platform.run.NewRuns;
import org.dllm.platform.run.Run;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.RunProvenance;
import org.dllm.platform.run.RunState;
import org.dllm.platform.run.Runs;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Submits reruns of finished runs. */
@Component
public class Reruns {

    private final Runs runs;
    private final NewRuns newRuns;
    private final IdempotencyKeys keys;

    Reruns(Runs runs, NewRuns newRuns, IdempotencyKeys keys) {
        this.runs = runs;
        this.newRuns = newRuns;
        this.keys = keys;
    }

    /**
     * Submits a run of the same spec. If a time budget decided the steps of the original, the
     * worker repeats the number in its manifest.
     *
     * @param key requests with the same key return the same run
     * @throws RerunRefused the original has not finished, or its steps are unknown
     */
    public RunId start(RunId original, @Nullable String key) {
        Run run = runs.require(original);
        return keys.once(
                        key,
                        List.of("rerun", original.value()),
                        run.experiment(),
                        () -> new SubmissionResult(run.experiment(), List.of(start(run))))
                .runs()
                .getFirst();
    }

    private RunId start(Run run) {
        RunId original = run.id();
        if (run.state() != RunState.FINISHED) {
            throw new RerunRefused(
                    "run "
                            + original
                            + " is "
                            + run.state()
                            + "; only a finished run can be rerun");
        }
        RunProvenance provenance = runs.provenance(original).orElseThrow();
        ExperimentSpec spec = SpecJson.read(provenance.spec());
        if (provenance.manifest() == null && spec.budget() != null) {
            throw new RerunRefused(
                    "run "
                            + original
                            + " had a time budget and has no manifest, so that the number of"
                            + " its steps is unknown");
        }
        return newRuns.add(
                new NewRun(
                        run.submission(),
                        run.name(),
                        run.dataset(),
                        run.variant(),
                        run.gridPoint(),
                        run.method(),
                        run.seed(),
                        run.priority(),
                        run.device(),
                        spec.train().steps(),
                        PrimaryMetric.of(spec),
                        provenance.spec(),
                        provenance.specSha256(),
                        null,
                        original));
    }
}
