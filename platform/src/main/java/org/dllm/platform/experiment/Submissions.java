package org.dllm.platform.experiment;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.dllm.experiments.experiment.ExperimentSpec;
import org.dllm.experiments.experiment.PlannedRun;
import org.dllm.experiments.experiment.PrimaryMetric;
import org.dllm.experiments.experiment.SpecDocument;
import org.dllm.experiments.experiment.SpecJson;
import org.dllm.platform.run.NewRun;
import org.dllm.platform.run.NewRuns;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.RunMethod;
import org.dllm.platform.run.SubmittedDocuments;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Repository;

/** Accepts specs: stores all runs of a document, or none. */
@Repository
public class Submissions {

    private final NewRuns runs;
    private final SubmittedDocuments documents;
    private final IdempotencyKeys keys;

    Submissions(NewRuns runs, SubmittedDocuments documents, IdempotencyKeys keys) {
        this.runs = runs;
        this.documents = documents;
        this.keys = keys;
    }

    /**
     * Submits every run of a document. A control that needs the measured rate of a sibling waits
     * for it.
     *
     * @throws org.dllm.experiments.spec.SpecException with all errors
     */
    public SubmissionResult submit(Submission submission) {
        SpecDocument document = SpecDocument.parse(submission.document(), submission.sets());
        try {
            documents.experiment(document.name());
        } catch (DuplicateKeyException e) {
            // A concurrent submission has created it. Inside the transaction below, this error
            // would abort the transaction.
        }
        var request = new ArrayList<>(List.of(submission.document()));
        request.addAll(submission.sets());
        request.add(String.valueOf(submission.priority()));
        return keys.once(
                submission.idempotencyKey(),
                request,
                document.name(),
                () -> store(submission, document));
    }

    private SubmissionResult store(Submission submission, SpecDocument document) {
        long id = documents.add(document.name(), submission.document(), document.sweep());
        Map<String, RunId> ids = new HashMap<>();
        // Runs that others wait for come first.
        for (PlannedRun run : document.inOrder()) {
            ids.put(run.name(), runs.add(newRun(id, submission.priority(), run, ids)));
        }
        return new SubmissionResult(
                document.name(),
                document.plan().stream()
                        .map(run -> Objects.requireNonNull(ids.get(run.name())))
                        .toList());
    }

    private static NewRun newRun(
            long submission, int priority, PlannedRun run, Map<String, RunId> ids) {
        ExperimentSpec spec = run.spec();
        return new NewRun(
                submission,
                run.name(),
                run.variant(),
                run.gridPoint(),
                RunMethod.of(spec.method()),
                spec.seed(),
                priority,
                spec.resources().device(),
                spec.train().steps(),
                PrimaryMetric.of(spec),
                SpecJson.canonical(spec),
                SpecJson.sha256(spec),
                run.rateOf().map(ids::get).orElse(null),
                null);
    }
}
