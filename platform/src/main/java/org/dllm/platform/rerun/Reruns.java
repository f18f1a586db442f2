package org.dllm.platform.rerun;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dllm.experiments.experiment.RunLength;
import org.dllm.experiments.experiment.SpecJson;
import org.dllm.platform.home.LabFolders;
import org.dllm.platform.run.NewRun;
import org.dllm.platform.run.Run;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.RunPapers;
import org.dllm.platform.run.RunState;
import org.dllm.platform.run.Runs;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Submits finished runs again. */
@Component
public class Reruns {

    private static final String STEPS = "steps.json";

    private final Runs runs;
    private final LabFolders folders;

    Reruns(Runs runs, LabFolders folders) {
        this.runs = runs;
        this.folders = folders;
    }

    /**
     * A run of the same spec. Where a budget of time decided the steps, it repeats the steps that
     * the original recorded.
     *
     * @throws RerunRefused the original has not finished, or its steps are not known
     */
    @Transactional
    public RunId start(RunId original) {
        Run run = runs.require(original);
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
