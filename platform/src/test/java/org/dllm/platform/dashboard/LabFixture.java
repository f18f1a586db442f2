package org.dllm.platform.dashboard;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.dllm.experiments.experiment.PlannedRun;
import org.dllm.experiments.experiment.PrimaryMetric;
import org.dllm.experiments.experiment.RunEvent;
import org.dllm.experiments.experiment.SpecDocument;
import org.dllm.experiments.experiment.SpecJson;
import org.dllm.platform.activity.LayerActivities;
import org.dllm.platform.artifact.Artifacts;
import org.dllm.platform.metric.MetricPoint;
import org.dllm.platform.metric.Metrics;
import org.dllm.platform.run.EventKey;
import org.dllm.platform.run.LogLine;
import org.dllm.platform.run.NewRun;
import org.dllm.platform.run.NewRuns;
import org.dllm.platform.run.NewSubmission;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.RunLogs;
import org.dllm.platform.run.RunMethod;
import org.dllm.platform.run.RunResults;
import org.dllm.platform.run.Runs;
import org.dllm.platform.run.Samples;
import org.dllm.platform.run.SubmittedDocuments;
import org.dllm.platform.run.Verdict;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.test.context.TestComponent;

/** Fills the database through the repositories that workers use, with plausible curves. */
@TestComponent
class LabFixture {

    static final String SPEC =
            """
            name: %s
            model: {from: synthetic-base}
            method: Dense
            lora: {rank: 8, targets: [q, k, v]}
            data: [{set: {type: Synthetic}, split: train}]
            train: {steps: 400, batch: 32, optimizer: {type: AdamW, lr: 3e-3}}
            evaluate: [{task: synthetic, set: {type: Synthetic}, limit: 200}]
            variants:
              dense: {}
              dllm: {method: {type: Dllm, target: 0.5, keep: {layers: 2, tokens: 2}}}
              dllm-keep-kv: {method: {type: Dllm, target: 0.5, keep: {layers: 2, tokens: 2}, evict: false}}
              static: {method: {type: StaticLayers, rateOf: dllm}}
              random: {method: {type: RandomSkip, rateOf: dllm}}
            """;

    private final Runs runs;
    private final NewRuns newRuns;
    private final SubmittedDocuments documents;
    private final Map<String, Long> submissions = new HashMap<>();
    private final Metrics metrics;
    private final RunResults results;
    private final LayerActivities activities;
    private final Samples samples;
    private final Artifacts artifacts;
    private final RunLogs logs;
    private final Clock clock;

    LabFixture(
            Runs runs,
            NewRuns newRuns,
            SubmittedDocuments documents,
            Metrics metrics,
            RunResults results,
            LayerActivities activities,
            Samples samples,
            Artifacts artifacts,
            RunLogs logs,
            Clock clock) {
        this.runs = runs;
        this.newRuns = newRuns;
        this.documents = documents;
        this.metrics = metrics;
        this.results = results;
        this.activities = activities;
        this.samples = samples;
        this.artifacts = artifacts;
        this.logs = logs;
        this.clock = clock;
    }

    /** One run in every state, and a finished experiment. */
    Map<String, RunId> fill() {
        var ids = new HashMap<String, RunId>();
        for (Shape shape : Shape.OF_QUICKSTART) {
            RunId id = submit("quickstart", shape.variant(), null);
            ids.put(shape.variant(), id);
            finish(id, shape);
        }
        RunId rerun = submit("quickstart", "dllm", ids.get("dllm"));
        finish(rerun, Shape.OF_QUICKSTART.get(1));
        runs.verdict(rerun, Verdict.EXACT, "all 2,431 numbers are equal bit for bit");
        ids.put("rerun", rerun);
        ids.put("running", running());
        ids.put("evaluating", evaluating());
        RunId failed = submit("router-ablation", "dense", null);
        runs.starting(failed, 1);
        runs.started(failed);
        runs.failed(failed, "the loss is NaN at step 212; the last good checkpoint is of step 200");
        ids.put("failed", failed);
        ids.put("queued", submit("router-ablation", "dllm", null));
        ids.put("waiting", submitWaiting("router-ablation", ids.get("queued")));
        RunId cancelled = submit("router-ablation", "dllm-keep-kv", null);
        runs.cancel(cancelled);
        ids.put("cancelled", cancelled);
        return ids;
    }

    RunId submit(String experiment, String variant, @Nullable RunId rerunOf) {
        return newRuns.add(newRun(experiment, variant, variant, 0, null, rerunOf));
    }

    /** A seed group with slightly different results. */
    List<RunId> sweep(String experiment, Shape shape, double... matches) {
        var ids = new ArrayList<RunId>();
        for (int seed = 0; seed < matches.length; seed++) {
            String name = shape.variant() + " seed=" + seed;
            RunId id = newRuns.add(newRun(experiment, shape.variant(), name, seed, null, null));
            finish(id, new Shape(shape.variant(), shape.floor(), matches[seed], shape.rates()));
            ids.add(id);
        }
        return ids;
    }

    /** A sweep over the target of D-LLM with equal results. */
    void grid(String experiment, List<Integer> seeds, int points) {
        Shape shape = Shape.OF_QUICKSTART.get(1);
        for (int point = 1; point <= points; point++) {
            String axis = "{\"method.target\":%s}".formatted(point / 50.0);
            for (int seed : seeds) {
                NewRun of = newRun(experiment, shape.variant(), "dllm", seed, null, null);
                finish(newRuns.add(at(of, axis)), shape);
            }
        }
    }

    /** A dense run at a grid point. */
    RunId submitAt(String experiment, String gridPoint) {
        return newRuns.add(
                at(newRun(experiment, "dense", "dense seed=0", 0, null, null), gridPoint));
    }

    private static NewRun at(NewRun run, String gridPoint) {
        return new NewRun(
                run.submission(),
                run.name(),
                run.dataset(),
                run.variant(),
                gridPoint,
                run.method(),
                run.seed(),
                run.priority(),
                run.device(),
                run.totalSteps(),
                run.tasks(),
                run.spec(),
                run.specSha256(),
                run.waitsFor(),
                run.rerunOf());
    }

    /** A waiting run, named as the runs of a {@link #sweep}. */
    RunId submit(String experiment, Shape shape, int seed) {
        String name = shape.variant() + " seed=" + seed;
        return newRuns.add(newRun(experiment, shape.variant(), name, seed, null, null));
    }

    /** A run with the given names. */
    RunId submitNamed(String experiment, String name) {
        return newRuns.add(newRun(experiment, "dense", name, 0, null, null));
    }

    /** A run that needs the result of {@code other}. */
    RunId submitWaiting(String experiment, RunId other) {
        return newRuns.add(newRun(experiment, "random", "random", 0, other, null));
    }

    private NewRun newRun(
            String experiment,
            String variant,
            String name,
            int seed,
            @Nullable RunId waitsFor,
            @Nullable RunId rerunOf) {
        String document = SPEC.formatted("fixture");
        PlannedRun planned =
                SpecDocument.parse(document, List.of("seed=" + seed)).plan().stream()
                        .filter(run -> run.name().equals(variant))
                        .findAny()
                        .orElseThrow();
        return new NewRun(
                submission(experiment),
                name,
                "",
                variant,
                "{}",
                RunMethod.of(planned.spec().method()),
                planned.spec().seed(),
                0,
                "cpu",
                planned.spec().train().steps(),
                PrimaryMetric.of(planned.spec()),
                SpecJson.canonical(planned.spec()),
                SpecJson.sha256(planned.spec()),
                waitsFor,
                rerunOf);
    }

    /** The newest submission of an experiment. */
    private long submission(String experiment) {
        return submissions.computeIfAbsent(
                experiment,
                name -> documents.add(new NewSubmission(name, SPEC.formatted("fixture"))));
    }

    /** Starts a new submission of the experiment for its next runs. */
    void submitAgain(String experiment) {
        submissions.remove(experiment);
    }

    private RunId running() {
        RunId id = submit("gsm8k-smollm2", "dllm", null);
        runs.starting(id, 1);
        runs.started(id);
        train(id, Shape.OF_QUICKSTART.get(1), 140);
        runs.progress(id, new RunEvent.Progress("train", 140, 400, 2.13));
        runs.checkpoint(id, 100);
        return id;
    }

    private RunId evaluating() {
        RunId id = submit("gsm8k-smollm2", "static", null);
        runs.starting(id, 1);
        runs.started(id);
        train(id, Shape.OF_QUICKSTART.get(3), 400);
        runs.progress(id, new RunEvent.Progress("evaluate synthetic", 125, 250, 66));
        return id;
    }

    private void finish(RunId id, Shape shape) {
        runs.starting(id, 1);
        runs.started(id);
        runs.manifest(
                id,
                new RunEvent.Manifest(
                        "{\"code\":\"c0ffee\",\"data\":{\"synthetic\":\"%s\"},\"threads\":1}"
                                .formatted("ab".repeat(32)),
                        "cd".repeat(32)));
        train(id, shape, 400);
        runs.progress(id, new RunEvent.Progress("publish", 400, 400, 0));
        metrics.append(id, shape.evaluation().stream().map(this::point).toList());
        results.put(id, shape.results());
        activities.put(id, shape.activity(), 900);
        samples.put(id, shape.samples());
        artifacts.put(
                id,
                new RunEvent.Artifact(
                        "adapter.safetensors", "adapter.safetensors", "5e".repeat(32), 1_234_567));
        var result = new TreeMap<>(shape.summary());
        result.remove("time/train/seconds"); // results hold times of the evaluation only
        result.put("train/steps", 400.0);
        runs.result(id, new RunEvent.Result(result));
        runs.finished(id);
    }

    private void train(RunId id, Shape shape, int steps) {
        var points = new ArrayList<MetricPoint>();
        var lines = new ArrayList<LogLine>();
        for (int step = 1; step <= steps; step++) {
            for (RunEvent.Metric metric : shape.training(step)) {
                points.add(MetricPoint.of(metric, EventKey.of(1, points.size(), clock.instant())));
            }
            if (step % 20 == 0) {
                String message = "step %d of 400, loss %.4f".formatted(step, shape.loss(step));
                lines.add(new LogLine(step, clock.instant(), "INFO", message));
            }
        }
        lines.add(
                new LogLine(
                        steps + 1,
                        clock.instant(),
                        "WARN",
                        "3 examples are longer than 256 tokens and were left out"));
        metrics.append(id, points);
        logs.append(id, lines);
    }

    /** Appends numbered log lines; they follow all other events of the run. */
    void log(RunId id, int from, int to) {
        logs.append(
                id,
                IntStream.rangeClosed(from, to)
                        .mapToObj(
                                i -> new LogLine(20_000L + i, clock.instant(), "INFO", "line " + i))
                        .toList());
    }

    /**
     * Adds one count of layer activity; it follows all other events of the run.
     *
     * @param step of the training; null for the evaluation
     */
    void activity(RunId id, @Nullable Long step, long executed, long total) {
        var count =
                new RunEvent.LayerActivity(
                        "synthetic", 0, "family", "chain", 0, executed, total, false, step);
        long event = 30_001 + (step == null ? 1000 : step);
        activities.put(id, List.of(count), EventKey.of(1, event, clock.instant()).seq());
    }

    /** Adds layer activity; it follows all other events of the run. */
    void activity(RunId id, Shape shape) {
        activities.put(id, shape.activity(), EventKey.of(1, 30_000, clock.instant()).seq());
    }

    /** Appends a point; it follows the events of {@link #train}. */
    void point(RunId id, String key, long step, double value) {
        var metric = new RunEvent.Metric(key, step, value);
        metrics.append(
                id,
                List.of(MetricPoint.of(metric, EventKey.of(1, 10_000 + step, clock.instant()))));
    }

    private MetricPoint point(RunEvent.Metric metric) {
        return MetricPoint.of(metric, EventKey.of(1, 5000, clock.instant()));
    }
}
