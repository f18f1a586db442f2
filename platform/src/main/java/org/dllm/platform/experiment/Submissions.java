package org.dllm.platform.experiment;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.dllm.experiments.experiment.ExperimentSpec;
import org.dllm.experiments.experiment.PlannedRun;
import org.dllm.experiments.experiment.PrimaryMetric;
import org.dllm.experiments.experiment.SpecDocument;
import org.dllm.experiments.experiment.SpecJson;
import org.dllm.platform.run.NewRun;
import org.dllm.platform.run.NewRuns;
import org.dllm.platform.run.NewSubmission;
import org.dllm.platform.run.PlannedRuns;
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
    private final PlannedRuns planned;
    private final IdempotencyKeys keys;

    Submissions(
            NewRuns runs, SubmittedDocuments documents, PlannedRuns planned, IdempotencyKeys keys) {
        this.runs = runs;
        this.documents = documents;
        this.planned = planned;
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
        if (submission.missingOnly()) {
            request.add("missing");
        }
        return keys.once(
                submission.idempotencyKey(),
                request,
                document.name(),
                () -> store(submission, document));
    }

    private SubmissionResult store(Submission submission, SpecDocument document) {
        long id =
                documents.add(
                        new NewSubmission(
                                document.name(),
                                submission.document(),
                                submission.sets(),
                                document.sweep(),
                                document.baseline().orElse(null)));
        Map<String, RunId> ids = new HashMap<>();
        List<RunId> present = new ArrayList<>();
        if (submission.missingOnly()) {
            // a concurrent submission must not add the same missing runs
            documents.lock(document.name());
        }
        // Runs that others wait for come first.
        for (PlannedRun run : document.inOrder()) {
            Optional<RunId> existing = submission.missingOnly() ? find(run, ids) : Optional.empty();
            existing.ifPresent(present::add);
            ids.put(
                    run.name(),
                    existing.orElseGet(
                            () -> add(newRun(id, submission.priority(), run, ids), present)));
        }
        List<RunId> all =
                document.plan().stream()
                        .map(run -> Objects.requireNonNull(ids.get(run.name())))
                        .toList();
        for (int i = 0; i < all.size(); i++) {
            PlannedRun run = document.plan().get(i);
            planned.add(id, i, run, SpecJson.sha256(run.spec()), all.get(i));
        }
        return new SubmissionResult(document.name(), all, present, List.of());
    }

    private RunId add(NewRun run, List<RunId> present) {
        RunId waitsFor = run.waitsFor();
        return waitsFor != null && present.contains(waitsFor)
                ? runs.addAfter(run, waitsFor)
                : runs.add(run);
    }

    /** The run that stands for a planned run. A control also needs the same sibling. */
    private Optional<RunId> find(PlannedRun run, Map<String, RunId> ids) {
        return planned.present(
                run.spec().name(),
                SpecJson.sha256(run.spec()),
                run.rateOf().map(ids::get).orElse(null));
    }

    private static NewRun newRun(
            long submission, int priority, PlannedRun run, Map<String, RunId> ids) {
        ExperimentSpec spec = run.spec();
        return new NewRun(
                submission,
                run.name(),
                run.dataset(),
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
