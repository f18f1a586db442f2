package org.dllm.platform.rerun;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.dllm.experiments.experiment.RunLength;
import org.dllm.experiments.experiment.SpecJson;
import org.dllm.platform.experiment.IdempotencyKeys;
import org.dllm.platform.experiment.Submitted;
import org.dllm.platform.home.LabFolders;
import org.dllm.platform.run.NewRun;
import org.dllm.platform.run.Run;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.RunPapers;
import org.dllm.platform.run.RunState;
import org.dllm.platform.run.Runs;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Submits finished runs again. */
@Component
public class Reruns {

    private static final String STEPS = "steps.json";

    private final Runs runs;
    private final IdempotencyKeys keys;
    private final LabFolders folders;

    Reruns(Runs runs, IdempotencyKeys keys, LabFolders folders) {
        this.runs = runs;
        this.keys = keys;
        this.folders = folders;
    }

    /**
     * A run of the same spec. Where a budget of time decided the steps, it repeats the steps that
     * the original recorded.
     *
     * @param key the same key gets the same run, however often it is sent
     * @throws RerunRefused the original has not finished, or its steps are not known
     */
    public RunId start(RunId original, @Nullable String key) {
        Run run = runs.require(original);
        return keys.once(
                        key,
                        List.of("rerun", original.value()),
                        run.experiment(),
                        () -> new Submitted(run.experiment(), List.of(start(run))))
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
                            + "; only a finished run can be run again and compared");
        }
        RunPapers papers = runs.papers(original).orElseThrow();
        RunId again =
                runs.submit(
                        new NewRun(
                                run.experiment(),
                                run.name(),
                                run.method(),
                                run.seed(),
                                run.priority(),
                                run.device(),
                                SpecJson.read(papers.spec()).train().steps(),
                                papers.spec(),
                                papers.specSha256(),
                                papers.document(),
                                null,
                                original));
        if (SpecJson.read(papers.spec()).budget() != null) {
            repeatSteps(original, again);
        }
        return again;
    }

    private void repeatSteps(RunId original, RunId again) {
        Path from = folders.run(original.value());
        if (RunLength.in(from).filter(RunLength::spent).isEmpty()) {
            throw new RerunRefused(
                    "run "
                            + original
                            + " had a budget of time, and how many steps it gave is not recorded in"
                            + " its folder");
        }
        Path to = folders.run(again.value());
        try {
            Files.createDirectories(to);
            Files.copy(from.resolve(STEPS), to.resolve(STEPS));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot give " + to + " the steps of " + from, e);
        }
    }
}
