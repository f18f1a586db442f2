package org.dllm.platform.experiment;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.dllm.experiments.experiment.ExperimentSpec;
import org.dllm.experiments.experiment.PlannedRun;
import org.dllm.experiments.experiment.SpecDocument;
import org.dllm.experiments.experiment.SpecJson;
import org.dllm.platform.run.NewRun;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.Runs;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Repository;

/** Takes specs in: all runs of a document are written down, or none. */
@Repository
public class Submissions {

    private final Runs runs;
    private final IdempotencyKeys keys;

    Submissions(Runs runs, IdempotencyKeys keys) {
        this.runs = runs;
        this.keys = keys;
    }

    /**
     * Submits every run of a document; a control that takes a sibling's measured rate waits for it.
     *
     * @throws org.dllm.experiments.spec.SpecException with everything that is wrong
     */
    public Submitted submit(Submission submission) {
        SpecDocument document = SpecDocument.parse(submission.document(), submission.sets());
        try {
            runs.experiment(document.name());
        } catch (DuplicateKeyException e) {
            // Another submission made it at this moment. In the transaction below this would be the
            // end of it.
        }
        var request = new ArrayList<>(List.of(submission.document()));
        request.addAll(submission.sets());
        request.add(String.valueOf(submission.priority()));
        return keys.once(
                submission.idempotencyKey(),
                request,
                document.name(),
                () -> write(submission, document));
    }

    private Submitted write(Submission submission, SpecDocument document) {
        Map<String, RunId> ids = new HashMap<>();
        // A run that another waits for is there before it.
        for (PlannedRun run : document.inOrder()) {
            ids.put(run.name(), runs.submit(newRun(submission, document, run, ids)));
        }
        return new Submitted(
                document.name(),
                document.plan().stream()
                        .map(run -> Objects.requireNonNull(ids.get(run.name())))
                        .toList());
    }

    private static NewRun newRun(
            Submission submission, SpecDocument document, PlannedRun run, Map<String, RunId> ids) {
        ExperimentSpec spec = run.spec();
        return new NewRun(
                document.name(),
                run.name(),
                spec.method().label(),
                spec.seed(),
                submission.priority(),
                spec.resources().device(),
                spec.train().steps(),
                SpecJson.canonical(spec),
                SpecJson.sha256(spec),
                submission.document(),
                run.rateOf().map(ids::get).orElse(null),
                null);
    }
}
