package org.dllm.experiments.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.dllm.experiments.experiment.TinyRun.DENSE;
import static org.dllm.experiments.experiment.TinyRun.FROZEN;
import static org.dllm.experiments.experiment.TinyRun.TASK;
import static org.dllm.experiments.experiment.TinyRun.metrics;
import static org.dllm.experiments.experiment.TinyRun.spec;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.data.Offset;
import org.dllm.experiments.method.KeepSpec;
import org.dllm.experiments.method.RandomSkip;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunExecutionTests {

    @TempDir private Path folder;

    private Path home(String name) {
        return folder.resolve(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{type: RandomSkip, rate: 0.6}", "{type: Dllm, target: 0.6}"})
    void aRateThatTheKeptLayersExceedIsRefused(String method) {
        assertThatThrownBy(() ->
                        RunExecution.open(
                                spec(method), new Workspace(home("run"), folder, FROZEN, _ -> {})))
                .hasMessageMatching(
                        "method\\.(rate|target): expected at least 0\\.666\\d*, because"
                                + " method\\.keep\\.layers makes 2 of the model's 3 layers always"
                                + " execute, found 0\\.6");
    }

    @Test
    void aRateOfTheKeptLayersAloneIsReachable() {
        var kept = new RandomSkip(2.0 / 3, new KeepSpec(2, 2), true);
        assertThatCode(() -> kept.requireReachable(3)).doesNotThrowAnyException();
        var all = new RandomSkip(1.0, new KeepSpec(5, 0), true);
        assertThatCode(() -> all.requireReachable(3)).doesNotThrowAnyException();
    }

    @Test
    void aDivergedRunNamesTheStepAndTheLastGoodCheckpoint() {
        var spec = spec(DENSE, "train.optimizer.lr=1e30", "train.clip=0", "train.steps=20");
        var events = new ArrayList<RunEvent>();
        var workspace = new Workspace(home("run"), folder, FROZEN, events::add);
        try (var execution = RunExecution.open(spec, workspace)) {
            execution.train(1);
            String good = execution.checkpoint().sha256();
            assertThatThrownBy(() -> execution.train(20))
                    .isInstanceOf(DivergedException.class)
                    .hasMessageMatching("(?s)training diverged at step \\d+ of 20.*")
                    .hasMessageContaining(good);
        }
    }

    @Test
    void weightsThatBecomeNonFiniteInTheLastStepAreNotCheckpointed() {
        // the squares of the gradients are 0 in float32, so the only step overflows the weights;
        // loss and norm are computed before it and are finite
        var spec =
                spec(
                        DENSE,
                        "train.optimizer={lr: 1e37, eps: 1e-30}",
                        "train.clip=1e-25",
                        "train.schedule={}",
                        "train.steps=1");
        var workspace = new Workspace(home("run"), folder, FROZEN, _ -> {});
        try (var execution = RunExecution.open(spec, workspace)) {
            assertThatThrownBy(() -> execution.train(1))
                    .isInstanceOf(DivergedException.class)
                    .hasMessageContaining("at step 1 of 1")
                    .hasMessageMatching(".*largest weight (NaN|Infinity); the last good.*none");
        }
    }

    @Test
    void halfPrecisionRoundsAFrozenBaseAndNothingThatTrains() {
        String half = "model.precision=bf16";
        assertThat(evaluated(spec(DENSE, TASK, half), "fp32"))
                .isEqualTo(evaluated(spec(DENSE, TASK), "fp32"));
        String lora = "lora={rank: 2, targets: [q]}";
        assertThat(evaluated(spec(DENSE, TASK, lora, half), "bf16"))
                .isNotEqualTo(evaluated(spec(DENSE, TASK, lora), "fp32"));
    }

    /** The metrics of a run's only task. The log reports the precision of the weights. */
    private Map<String, Double> evaluated(ExperimentSpec spec, String precision) {
        var events = new ArrayList<RunEvent>();
        Path home = home(SpecJson.sha256(spec));
        try (var execution =
                RunExecution.open(spec, new Workspace(home, folder, FROZEN, events::add))) {
            execution.train(2);
            execution.measure(spec.evaluate().getFirst());
        }
        assertThat(events)
                .anySatisfy(event ->
                        assertThat(event.toString()).contains("; cpu, " + precision + ", threads"));
        var metrics = new TreeMap<String, Double>();
        for (RunEvent event : metrics(events)) {
            var metric = (RunEvent.Metric) event;
            metrics.put(metric.key() + "@" + metric.step(), metric.value());
        }
        return metrics;
    }

    @Test
    void theSharesThatAMixDrewAreReported() {
        String mix =
                "data=[{set: {type: Synthetic, examples: 30, seed: 1}, share: 3, maxTokens: 20},"
                        + " {set: {type: Synthetic, examples: 30, seed: 1}, minTokens: 21}]";
        var spec = spec(DENSE, mix, TASK);
        var events = new ArrayList<RunEvent>();
        try (var execution =
                RunExecution.open(spec, new Workspace(home("run"), folder, FROZEN, events::add))) {
            while (execution.train(execution.step() + 4)) {
                execution.checkpoint();
            }
            spec.evaluate().forEach(execution::measure);
            execution.publish();
        }
        // 6 steps of 4 sequences in 2 micro-batches
        assertThat(events)
                .filteredOn(e -> e instanceof RunEvent.Log(_, var line) && line.contains("drawn"))
                .extracting(e -> ((RunEvent.Log) e).message())
                .satisfiesExactly(
                        line ->
                                assertThat(line)
                                        .startsWith("mix drawn: data[0] synthetic/train with 1 to")
                                        .contains(": 18 of 24 documents (75.0 %, configured 75.0"),
                        line -> assertThat(line).contains("data[1]", ": 6 of 24 documents (25.0"),
                        line ->
                                assertThat(line)
                                        .contains("of at most 20 tokens: 18 of 24 documents"));
        Map<String, Double> summary = ((RunEvent.Result) events.getLast()).summary();
        assertThat(summary)
                .containsEntry("train/mix/0_synthetic/share_of_documents", 0.75)
                .containsEntry("train/mix/1_synthetic/share_of_documents", 0.25);
        double tokens = summary.getOrDefault("train/mix/0_synthetic/share_of_tokens", Double.NaN);
        assertThat(tokens).isLessThan(0.75);
        assertThat(summary)
                .hasEntrySatisfying(
                        "train/mix/1_synthetic/share_of_tokens",
                        share -> assertThat(share).isCloseTo(1 - tokens, Offset.offset(1e-12)));
    }

    @Test
    void promptsBeyondTheContextAreCutOnTheLeftAndReportedBeforeTraining() {
        // 1 to 6 steps: prompts have 7 to 27 tokens, with completions 17 to 67
        String chains =
                "evaluate=[{task: t, set: {type: Synthetic, families: [{type: Chain, minSteps: 1,"
                        + " maxSteps: 6}], examples: 36}, limit: 36, maxNewTokens: 4}]";
        var spec = spec(DENSE, "data=[]", "train.steps=0", "model.shape.context=20", chains);
        var events = new ArrayList<RunEvent>();
        try (var execution =
                RunExecution.open(spec, new Workspace(home("run"), folder, FROZEN, events::add))) {
            assertThat(events)
                    .filteredOn(
                            e -> e instanceof RunEvent.Log(var level, _) && level.equals("WARN"))
                    .singleElement()
                    .asString()
                    .contains("context of 20 tokens is short for some of 36 examples")
                    .contains("18 prompts are cut on the left to leave room for 4 generated")
                    .contains("30 examples are left out of perplexity");
            execution.measure(spec.evaluate().getFirst());
            execution.publish();
        }
        assertThat(((RunEvent.Result) events.getLast()).summary())
                .containsEntry("t/examples", 36.0)
                .containsEntry("t/exact_match", 0.0)
                .hasEntrySatisfying("t/perplexity", v -> assertThat(v).isFinite());
        // prompt and answer fill the context; the last generated token is not read
        assertThat(events)
                .filteredOn(e -> e instanceof RunEvent.Sample)
                .extracting(e -> (RunEvent.Sample) e)
                .allSatisfy(sample ->
                        assertThat(sample.promptTokens())
                                .isEqualTo(Math.min(sample.prompt().length() + 1, 16)));
    }

    @Test
    void promptsThatExceedTheWindowOfATaskAreReportedBeforeTraining() {
        var spec =
                spec(
                        DENSE,
                        "evaluate=[{type: Likelihood, task: t, window: 4, limit: 5, set: {type:"
                                + " Synthetic, examples: 5}}]");
        var events = new ArrayList<RunEvent>();
        var workspace = new Workspace(home("run"), folder, FROZEN, events::add);
        try (var _ = RunExecution.open(spec, workspace)) {
            assertThat(events)
                    .anySatisfy(event ->
                            assertThat(event.toString())
                                    .contains(
                                            "t: 5 of 5 examples are longer than the 4 tokens that"
                                                    + " are read at once"));
        }
    }

    @Test
    void weightsTooLargeForOneArrayAreRejectedByName() {
        var spec = spec(DENSE, "model.shape.width=32768", "model.shape.hidden=65536");
        var workspace = new Workspace(home("run"), folder, FROZEN, _ -> {});
        assertThatThrownBy(() -> RunExecution.open(spec, workspace))
                .hasMessageMatching(".+ of shape .+ at most 2,147,483,647 bytes, but takes .*");
    }

    @Test
    void aTaskWithoutExamplesIsRefusedBeforeTraining() {
        var spec =
                spec(
                        DENSE,
                        "evaluate=[{task: t, set: {type: Synthetic, families: [{type: Recall,"
                                + " minSteps: 1, maxSteps: 1}]}}]");
        var workspace = new Workspace(home("run"), folder, FROZEN, _ -> {});
        assertThatThrownBy(() -> RunExecution.open(spec, workspace))
                .hasMessage(
                        "evaluate t expected examples in the split test of synthetic, but there are"
                                + " none");
    }
}
