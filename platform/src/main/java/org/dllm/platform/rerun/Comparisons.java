package org.dllm.platform.rerun;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.dllm.experiments.experiment.RunEvent;
import org.dllm.platform.activity.ActivityComparison;
import org.dllm.platform.activity.ActivityDifference;
import org.dllm.platform.artifact.Artifacts;
import org.dllm.platform.metric.MetricComparison;
import org.dllm.platform.metric.MetricDifference;
import org.dllm.platform.run.Run;
import org.dllm.platform.run.RunEnded;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.RunProvenance;
import org.dllm.platform.run.RunState;
import org.dllm.platform.run.Runs;
import org.dllm.platform.run.SamplePage;
import org.dllm.platform.run.Samples;
import org.dllm.platform.run.Verdict;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Compares a rerun with its original in the transaction that finishes it. */
@Repository
class Comparisons {

    private static final Logger LOG = LoggerFactory.getLogger(Comparisons.class);
    private static final int PAGE = 500;
    private static final String WEIGHTS = ".safetensors";

    private final Runs runs;
    private final MetricComparison metrics;
    private final Samples samples;
    private final ActivityComparison activity;
    private final Artifacts artifacts;
    private final TransactionTemplate apart;

    Comparisons(
            Runs runs,
            MetricComparison metrics,
            Samples samples,
            ActivityComparison activity,
            Artifacts artifacts,
            PlatformTransactionManager transactions) {
        this.runs = runs;
        this.metrics = metrics;
        this.samples = samples;
        this.activity = activity;
        this.artifacts = artifacts;
        this.apart = new TransactionTemplate(transactions);
        this.apart.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    private record Outcome(Verdict verdict, String detail) {}

    @EventListener
    void onRunEnded(RunEnded ended) {
        if (ended.state() != RunState.FINISHED) {
            return;
        }
        Run run = runs.require(ended.run());
        if (run.rerunOf() != null) {
            Outcome outcome = compareOrExplain(run.rerunOf(), run.id());
            runs.verdict(run.id(), outcome.verdict(), outcome.detail());
        }
    }

    /**
     * Runs in a transaction of its own, so that a failed comparison does not roll back the end of
     * the run. Everything it reads was committed before.
     */
    private Outcome compareOrExplain(RunId original, RunId again) {
        try {
            return apart.execute(_ -> compare(original, again));
        } catch (CannotCreateTransactionException away) {
            throw away;
        } catch (RuntimeException failure) {
            LOG.error("Run {} cannot be compared with {}", again, original, failure);
            return new Outcome(
                    Verdict.NOT_COMPARABLE, "the comparison failed: " + failure.getMessage());
        }
    }

    private Outcome compare(RunId original, RunId again) {
        RunProvenance first = runs.provenance(original).orElseThrow();
        RunProvenance second = runs.provenance(again).orElseThrow();
        if (first.manifest() == null || second.manifest() == null) {
            return new Outcome(
                    Verdict.NOT_COMPARABLE,
                    "run " + (first.manifest() == null ? original : again) + " has no manifest");
        }
        List<String> conditions = ManifestDifferences.of(first.manifest(), second.manifest());
        if (!conditions.isEmpty()) {
            return new Outcome(
                    Verdict.NOT_COMPARABLE, "conditions differ: " + String.join("; ", conditions));
        }
        List<String> decided =
                ManifestDifferences.ofResolutions(first.manifest(), second.manifest());
        if (!decided.isEmpty()) {
            return new Outcome(
                    Verdict.DIVERGED, "decided from data: " + String.join("; ", decided));
        }
        return metrics.firstDifference(original, again)
                .map(MetricDifference::describe)
                .or(() -> sampleDifference(original, again))
                .or(() ->
                        activity.firstDifference(original, again).map(ActivityDifference::describe))
                .or(() -> weightDifference(original, again))
                .map(detail -> new Outcome(Verdict.DIVERGED, detail))
                .orElseGet(() -> exactOutcome(again));
    }

    /**
     * Compares the answers of all examples, since a run stores samples of the first examples only
     * but its metrics use all.
     */
    private Outcome exactOutcome(RunId run) {
        long points = metrics.points(run);
        if (points == 0) {
            return new Outcome(Verdict.NOT_COMPARABLE, "neither run has a metric");
        }
        return new Outcome(
                Verdict.EXACT,
                "%s, %s kept of %s, %s of executed layers and %s of weights are equal bit for bit"
                        .formatted(
                                counted(points, "point"),
                                counted(keptAnswers(run), "answer"),
                                counted(samples.tasks(run).size(), "task"),
                                counted(activity.counts(run), "count"),
                                counted(weights(run).size(), "file")));
    }

    private long keptAnswers(RunId run) {
        return samples.tasks(run).stream()
                .mapToLong(task -> samples.page(run, task, 1, null).count())
                .sum();
    }

    private static String counted(long count, String noun) {
        return "%,d %s%s".formatted(count, noun, count == 1 ? "" : "s");
    }

    private Optional<String> sampleDifference(RunId original, RunId again) {
        List<String> tasks = samples.tasks(original);
        if (!tasks.equals(samples.tasks(again))) {
            return Optional.of(
                    "samples of tasks " + tasks + " and of tasks " + samples.tasks(again));
        }
        for (String task : tasks) {
            Integer after = null;
            do {
                SamplePage one = samples.page(original, task, PAGE, after);
                SamplePage other = samples.page(again, task, PAGE, after);
                Optional<String> difference = firstDifference(one.items(), other.items());
                if (difference.isPresent()) {
                    return difference;
                }
                after = one.next();
            } while (after != null);
        }
        return Optional.empty();
    }

    private static Optional<String> firstDifference(
            List<RunEvent.Sample> one, List<RunEvent.Sample> other) {
        for (int i = 0; i < Math.max(one.size(), other.size()); i++) {
            if (i >= one.size() || i >= other.size()) {
                RunEvent.Sample only = (i < one.size() ? one : other).get(i);
                return Optional.of(
                        "only one of the runs has sample " + only.index() + " of " + only.task());
            }
            RunEvent.Sample a = one.get(i);
            RunEvent.Sample b = other.get(i);
            if (!a.answer().equals(b.answer())) {
                return Optional.of(
                        "answer to sample %d of %s: \"%s\" and \"%s\""
                                .formatted(a.index(), a.task(), a.answer(), b.answer()));
            }
            if (!a.equals(b)) {
                return Optional.of(
                        "sample %d of %s has the same answer but other decisions of layers"
                                .formatted(a.index(), a.task()));
            }
        }
        return Optional.empty();
    }

    private Optional<String> weightDifference(RunId original, RunId again) {
        Map<String, String> one = weights(original);
        Map<String, String> other = weights(again);
        var names = new TreeMap<String, String>(one);
        names.putAll(other);
        return names.keySet().stream()
                .filter(name -> !Objects.equals(one.get(name), other.get(name)))
                .findFirst()
                .map(name ->
                        "weights %s: SHA-256 %s and %s"
                                .formatted(
                                        name,
                                        one.getOrDefault(name, "none"),
                                        other.getOrDefault(name, "none")));
    }

    private Map<String, String> weights(RunId run) {
        var hashes = new TreeMap<String, String>();
        artifacts.of(run).stream()
                .filter(artifact -> artifact.name().endsWith(WEIGHTS))
                .forEach(artifact -> hashes.put(artifact.name(), artifact.sha256()));
        return hashes;
    }
}
