package org.dllm.platform.rerun;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.dllm.experiments.experiment.RunEvent;
import org.dllm.platform.TestDatabase;
import org.dllm.platform.activity.LayerActivities;
import org.dllm.platform.artifact.Artifacts;
import org.dllm.platform.metric.MetricPoint;
import org.dllm.platform.metric.Metrics;
import org.dllm.platform.run.Run;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.RunState;
import org.dllm.platform.run.Runs;
import org.dllm.platform.run.Samples;
import org.dllm.platform.run.TestRuns;
import org.dllm.platform.run.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class ComparisonsTests {

    private static final String MANIFEST =
            "{\"platform\":{\"threads\":2},\"steps\":{\"given\":3},"
                    + "\"resolution\":{\"removed\":{\"blocks\":[7]}},\"resolutionSha256\":\"f\"}";

    private final TestDatabase database;
    private final Runs runs;
    private final Metrics metrics;
    private final Samples samples;
    private final LayerActivities activities;
    private final Artifacts artifacts;
    private final RunId original;

    ComparisonsTests(TestDatabase database) {
        this.database = database.clear();
        runs = database.get(Runs.class);
        metrics = database.get(Metrics.class);
        samples = database.get(Samples.class);
        activities = database.get(LayerActivities.class);
        artifacts = database.get(Artifacts.class);
        original = TestRuns.queued(database);
        record(original, new Recorded());
        runs.finished(original);
    }

    /** The events of a run, one of which a test changes. */
    private static final class Recorded {
        double loss = Double.longBitsToDouble(0x7ff8_0000_0000_0001L);
        int steps = 3;
        double seconds = 1;
        String extra = "";
        String manifest = MANIFEST;
        String answer = "4";
        String executed = "1011";
        int executed1 = 3;
        int layers = 2;
        boolean forced;
        String weights = "ab".repeat(32);
    }

    private void record(RunId run, Recorded recorded) {
        runs.starting(run, 1);
        runs.started(run);
        runs.manifest(run, new RunEvent.Manifest(recorded.manifest, "00".repeat(32)));
        var points = new ArrayList<MetricPoint>();
        for (int step = 1; step <= recorded.steps; step++) {
            points.add(point("train/loss", step, step == 2 ? recorded.loss : 1.0 / step));
        }
        points.add(point("train/rate_loss", 1, -0.0));
        points.add(point("time/step", 1, recorded.seconds));
        if (!recorded.extra.isEmpty()) {
            points.add(point(recorded.extra, 2, 1));
        }
        metrics.append(run, points);
        samples.put(run, List.of(sample(recorded)));
        var counts = new ArrayList<RunEvent.LayerActivity>();
        for (int layer = 0; layer < recorded.layers; layer++) {
            int executed = layer == 1 ? recorded.executed1 : 10;
            counts.add(
                    new RunEvent.LayerActivity(
                            "chain",
                            layer,
                            "family",
                            "sum",
                            0,
                            executed,
                            10,
                            recorded.forced,
                            null));
        }
        activities.put(run, counts, run.equals(original) ? 7 : 8);
        artifacts.put(
                run,
                new RunEvent.Artifact("adapter.safetensors", "artifacts/a", recorded.weights, 10));
        artifacts.put(
                run,
                new RunEvent.Artifact("log.txt", "artifacts/l", run.value() + "0".repeat(56), 10));
    }

    private Run rerun(Recorded recorded) {
        RunId again = TestRuns.submit(database, "first-look", null, original);
        record(again, recorded);
        runs.finished(again);
        return runs.require(again);
    }

    private void expect(Recorded recorded, Verdict verdict, String... words) {
        Run run = rerun(recorded);
        assertThat(run.verdict()).isEqualTo(verdict);
        assertThat(run.verdictDetail()).contains(words);
    }

    @Test
    void theSameBitsAreExactWhateverTheTimesAre() {
        var recorded = new Recorded();
        recorded.seconds = 2;
        expect(
                recorded,
                Verdict.EXACT,
                "4 points, 1 answer kept of 1 task, 2 counts of executed layers and 1 file of"
                        + " weights");
    }

    @Test
    void oneBitOfOnePointIsFound() {
        var recorded = new Recorded();
        recorded.loss = Double.longBitsToDouble(0x7ff8_0000_0000_0002L);
        expect(
                recorded,
                Verdict.DIVERGED,
                "train/loss at step 2",
                "0x7ff8000000000001",
                "0x7ff8000000000002");
    }

    @Test
    void aMissingAndAnAddedPointAreFound() {
        var fewer = new Recorded();
        fewer.steps = 2;
        expect(fewer, Verdict.DIVERGED, "train/loss at step 3: 0.3333333333333333 and no point");
        var more = new Recorded();
        more.steps = 4;
        expect(more, Verdict.DIVERGED, "train/loss at step 4: no point and 0.25");
        var series = new Recorded();
        series.extra = "train/lr";
        expect(series, Verdict.DIVERGED, "train/lr at step 2: no point and 1.0");
    }

    @Test
    void theEarliestDifferenceIsNamed() {
        var recorded = new Recorded();
        recorded.loss = 0.5;
        recorded.steps = 1;
        expect(recorded, Verdict.DIVERGED, "train/loss at step 2");
    }

    @Test
    void differentAnswersDecisionsAndWeightsAreFound() {
        var answer = new Recorded();
        answer.answer = "5";
        expect(answer, Verdict.DIVERGED, "answer to sample 0 of chain: \"4\" and \"5\"");
        var way = new Recorded();
        way.executed = "1111";
        expect(way, Verdict.DIVERGED, "sample 0 of chain");
        var weights = new Recorded();
        weights.weights = "cd".repeat(32);
        expect(weights, Verdict.DIVERGED, "weights adapter.safetensors");
    }

    @Test
    void aDifferentCountOfExecutedLayersIsFound() {
        var count = new Recorded();
        count.executed1 = 4;
        expect(
                count,
                Verdict.DIVERGED,
                "executions of layer 1 in chain, family sum: 3 of 10 and 4 of 10");
        var fewer = new Recorded();
        fewer.layers = 1;
        expect(fewer, Verdict.DIVERGED, "layer 1 in chain, family sum: 3 of 10 and no count");
        var more = new Recorded();
        more.layers = 3;
        expect(more, Verdict.DIVERGED, "layer 2 in chain, family sum: no count and 10 of 10");
        var forced = new Recorded();
        forced.forced = true;
        expect(forced, Verdict.DIVERGED, "layer 0 in chain, family sum: 10 of 10 and no count");
    }

    @Test
    void differentConditionsAreNotComparable() {
        var recorded = new Recorded();
        recorded.manifest = MANIFEST.replace("2", "4");
        expect(recorded, Verdict.NOT_COMPARABLE, "platform.threads: 2 and 4");
    }

    @Test
    void theStepsOfATimeBudgetAreNotACondition() {
        var recorded = new Recorded();
        recorded.manifest = MANIFEST.replace("3", "5");
        expect(recorded, Verdict.EXACT, "equal bit for bit");
    }

    @Test
    void whatARunDecidesFromDataIsPartOfItsResult() {
        var recorded = new Recorded();
        recorded.manifest = MANIFEST.replace("[7]", "[6]").replace("\"f\"", "\"e\"");
        expect(recorded, Verdict.DIVERGED, "decided from data: removed.blocks: [7] and [6]");
    }

    @Test
    void aComparisonThatFailsLeavesTheRunFinished() {
        var recorded = new Recorded();
        recorded.manifest = "no JSON";
        RunId again = TestRuns.submit(database, "first-look", null, original);
        record(again, recorded);
        database.transaction().executeWithoutResult(_ -> runs.finished(again));
        assertThat(runs.require(again).state()).isEqualTo(RunState.FINISHED);
        assertThat(runs.require(again).verdict()).isEqualTo(Verdict.NOT_COMPARABLE);
        assertThat(runs.require(again).verdictDetail()).startsWith("the comparison failed: ");
    }

    @Test
    void aRerunThatFailsHasNoVerdict() {
        RunId again = TestRuns.submit(database, "first-look", null, original);
        record(again, new Recorded());
        runs.failed(again, "no memory");
        assertThat(runs.require(again).verdict()).isNull();
    }

    private static MetricPoint point(String key, long step, double value) {
        return new MetricPoint(key, step, value, Instant.EPOCH, step);
    }

    private static RunEvent.Sample sample(Recorded recorded) {
        return new RunEvent.Sample(
                "chain",
                0,
                "chain-0",
                "chain",
                3,
                "2+2=",
                "4",
                recorded.answer,
                true,
                List.of("2"),
                1,
                List.of(recorded.executed));
    }
}
