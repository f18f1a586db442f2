package org.dllm.platform.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.dllm.experiments.experiment.ExperimentSpec;
import org.dllm.experiments.experiment.PlannedRun;
import org.dllm.experiments.experiment.RunEvent;
import org.dllm.experiments.experiment.SpecDocument;
import org.dllm.platform.TestDatabase;
import org.dllm.platform.metric.MetricPoint;
import org.dllm.platform.metric.Metrics;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.Runs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A finished run took 10 s for 20 steps, 4 s for 200 questions, and 1 s for everything else. */
@ParameterizedClass
@EnumSource(TestDatabase.class)
class ForecastsTests {

    private final Submissions submissions;
    private final Runs runs;
    private final TestDatabase database;
    private final Forecasts forecasts;

    ForecastsTests(TestDatabase database) {
        database.clear();
        this.database = database;
        submissions = database.get(Submissions.class);
        runs = database.get(Runs.class);
        forecasts = database.get(Forecasts.class);
    }

    @Test
    void theSameSpecTakesTheSameTime() {
        RunId run = finished();
        assertThat(of()).containsOnly(Optional.of(new Forecast(Duration.ofSeconds(15), run)));
    }

    @Test
    void timeIsProportionalToStepsAndQuestions() {
        finished();
        assertThat(seconds("train.steps=40")).isEqualTo(25);
        assertThat(seconds("evaluate[0].limit=50")).isEqualTo(12);
        assertThat(seconds("train.steps=400", "budget.minutes=0.5")).isEqualTo(35);
        assertThat(seconds("seed=7", "train.optimizer.lr=1")).isEqualTo(15);
    }

    @Test
    void aHigherLimitThanTheDataSetHasTakesNoLonger() {
        finished(50);
        assertThat(seconds("evaluate[0].limit=400")).isEqualTo(15);
        assertThat(seconds("evaluate[0].limit=100")).isEqualTo(15);
        assertThat(seconds("evaluate[0].limit=25")).isEqualTo(13);
    }

    @Test
    void aTaskWithoutQuestionsAddsNothing() {
        finished(0);
        assertThat(seconds("evaluate[0].limit=25")).isEqualTo(11);
    }

    @Test
    void theLastRunToFinishIsUsedEvenIfANewerOneFinishedBefore() {
        RunId first = finished();
        finished();
        database.jdbc()
                .sql("UPDATE run SET finished_at = :end WHERE id = :id")
                .param("end", OffsetDateTime.parse("2026-01-02T03:04:30Z"))
                .param("id", first.value())
                .update();
        assertThat(of()).containsOnly(Optional.of(new Forecast(Duration.ofSeconds(15), first)));
    }

    @Test
    void otherWorkIsNotForecast() {
        assertThat(of()).containsOnly(Optional.empty());
        finished();
        for (String other :
                List.of(
                        "data[0].maxTokens=512",
                        "train.batch=8",
                        "train.steps=0",
                        "model.shape.layers=5",
                        "method.evict=false",
                        "evaluate[0].maxNewTokens=9",
                        "resources.threads=2")) {
            assertThat(of(other)).as(other).containsOnly(Optional.empty());
        }
    }

    private long seconds(String... sets) {
        return of(sets).getFirst().orElseThrow().time().toSeconds();
    }

    private List<Optional<Forecast>> of(String... sets) {
        List<ExperimentSpec> specs =
                SpecDocument.parse(document(), List.of(sets)).plan().stream()
                        .map(PlannedRun::spec)
                        .toList();
        return forecasts.of(specs);
    }

    private static String document() {
        return """
        name: forecast
        model: {shape: {layers: 4, width: 32, hidden: 64, heads: 2, keyValueHeads: 2, context: 128, tokenizer: characters}}
        data: [{set: {type: Synthetic}, split: train}]
        train: {steps: 20, batch: 4}
        evaluate: [{task: mix, set: {type: Synthetic}, limit: 200}]
        method: {type: Dllm, target: 0.5}
        """;
    }

    private RunId finished() {
        return finished(200);
    }

    private RunId finished(int examples) {
        RunId run =
                submissions
                        .submit(new Submission(document(), List.of(), 0, false, null))
                        .runs()
                        .getFirst();
        runs.starting(run, 1);
        runs.started(run);
        database.get(Metrics.class)
                .append(
                        run,
                        List.of(
                                point("time/train/seconds", 10, 1),
                                point("time/mix/seconds", 4, 2),
                                point("mix/examples", examples, 3)));
        runs.result(run, new RunEvent.Result(new TreeMap<>(Map.of("train/steps", 20.0))));
        runs.finished(run);
        database.jdbc()
                .sql("UPDATE run SET worked_seconds = 15, finished_at = :end WHERE id = :id")
                .param("end", OffsetDateTime.parse("2026-01-02T03:04:20Z"))
                .param("id", run.value())
                .update();
        return run;
    }

    private static MetricPoint point(String key, double value, long seq) {
        return new MetricPoint(key, 20, value, Instant.EPOCH, seq);
    }
}
