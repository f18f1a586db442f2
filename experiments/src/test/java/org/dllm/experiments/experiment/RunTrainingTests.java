package org.dllm.experiments.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.dllm.experiments.random.RandomStreams;
import org.dllm.experiments.train.Recipe;
import org.dllm.experiments.train.TrainableWeights;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunTrainingTests {

    private static final String SPEC =
            """
            name: tiny
            model: {shape: {layers: 2, width: 16, hidden: 24, heads: 2, keyValueHeads: 1, context: 64, tokenizer: characters}}
            method: Dense
            data: [{set: {type: Synthetic, examples: 30, seed: 1}}]
            train: {steps: 6, batch: 4}
            """;
    private static final MonotonicClock FROZEN = () -> 0;

    @TempDir private Path folder;

    @Test
    void theRehearsalUnderABudgetLeavesNoArrays() {
        assertThat(arrays("budget.minutes=1")).isEqualTo(arrays());
    }

    @Test
    void stepsRecordedForAnotherSpecAreNotUsed() {
        new RunLength(5, 4, true).write(folder);
        assertThat(steps("train.steps=3")).isEqualTo(3);
        assertThat(steps("train.steps=6", "budget.minutes=1")).isEqualTo(4);
    }

    private long steps(String... sets) {
        var spec = SpecDocument.parse(SPEC, List.of(sets)).plan().getFirst().spec();
        try (var execution =
                RunExecution.open(spec, new Workspace(folder, folder, FROZEN, _ -> {}))) {
            return execution.steps();
        }
    }

    @Test
    void theTimeOfAllStepsIsEmittedOnceAtTheEnd() {
        var spec = SpecDocument.parse(SPEC, List.of()).plan().getFirst().spec();
        Map<String, List<Double>> recorded = new HashMap<>();
        var workspace =
                new Workspace(
                        folder,
                        folder,
                        System::nanoTime,
                        event -> {
                            if (event instanceof RunEvent.Metric(var key, _, var value))
                                recorded.computeIfAbsent(key, _ -> new ArrayList<>()).add(value);
                        });
        try (var execution = RunExecution.open(spec, workspace)) {
            execution.train(4);
            assertThat(recorded).doesNotContainKey("time/train/seconds");
            execution.train(6);
            execution.train(6);
        }
        double steps =
                recorded.getOrDefault("time/train/step_seconds", List.of()).stream()
                        .mapToDouble(Double::doubleValue)
                        .sum();
        assertThat(recorded.get("time/train/seconds"))
                .singleElement()
                .asInstanceOf(InstanceOfAssertFactories.DOUBLE)
                .isCloseTo(steps, within(1e-9));
    }

    @Test
    void aSetWithoutAnExampleThatFitsIsNamed() {
        var spec =
                SpecDocument.parse(SPEC, List.of("data[0].maxTokens=2")).plan().getFirst().spec();
        assertThatThrownBy(() ->
                        RunExecution.open(spec, new Workspace(folder, folder, FROZEN, _ -> {})))
                .hasMessageContaining(
                        "data[0]: expected examples of at most 2 tokens in synthetic/train, but"
                                + " the shortest of its 30 has ");
    }

    @Test
    void fewerExamplesThanRequestedGiveAWarningWithBothNumbers() {
        String sum = "{type: Synthetic, families: [{type: Addition, maxSteps: 1}], examples: 500}";
        var events = new ArrayList<RunEvent>();
        var spec =
                SpecDocument.parse(
                                SPEC,
                                List.of(
                                        "data=[{set: %s, split: validation}]".formatted(sum),
                                        "evaluate=[{task: t, set: %s, limit: 300}]".formatted(sum)))
                        .plan()
                        .getFirst()
                        .spec();
        try (var _ = RunExecution.open(spec, new Workspace(folder, folder, FROZEN, events::add))) {
            assertThat(events)
                    .filteredOn(event ->
                            event instanceof RunEvent.Log(var level, _) && level.equals("WARN"))
                    .extracting(event -> ((RunEvent.Log) event).message())
                    .satisfiesExactly(
                            data ->
                                    assertThat(data)
                                            .matches(
                                                    "synthetic/validation: expected 500 examples,"
                                                            + " but there are \\d\\d?"),
                            task ->
                                    assertThat(task)
                                            .matches(
                                                    "t: the limit is 300, but the split test of"
                                                            + " synthetic has \\d\\d? examples;"
                                                            + " all are evaluated"));
        }
    }

    /** Whether any layer is routed is known only when the model is loaded. */
    @Test
    void aRunInWhichNothingTrainsIsRefused() {
        var spec =
                SpecDocument.parse(
                                SPEC,
                                List.of(
                                        "method={type: Dllm, target: 1.0, keep: {layers: 2}}",
                                        "lora={targets: []}"))
                        .plan()
                        .getFirst()
                        .spec();
        assertThatThrownBy(() ->
                        RunExecution.open(spec, new Workspace(folder, folder, FROZEN, _ -> {})))
                .hasMessageStartingWith("train.steps: expected 0, since nothing trains")
                .hasMessageEndingWith("but it is 6");
    }

    @Test
    void evictingTheFirstTokenGivesAWarning() {
        String dllm = "{type: Dllm, target: 0.6, keep: {layers: 1, tokens: %d}, evict: %s}";
        assertThat(warnings("method=" + dllm.formatted(0, true)))
                .singleElement()
                .asString()
                .startsWith("method.keep.tokens is 0: ");
        assertThat(warnings("method=" + dllm.formatted(1, true))).isEmpty();
        assertThat(warnings("method=" + dllm.formatted(0, false))).isEmpty();
        assertThat(warnings("method={type: StaticLayers, layers: [1]}")).isEmpty();
        assertThat(warnings("method=Dense")).isEmpty();
    }

    @Test
    void entirelyForcedExamplesGiveAWarning() {
        String dllm = "{type: Dllm, target: 0.6, keep: {layers: 1, tokens: %d}}";
        int longest = longest();
        assertThat(warnings("method=" + dllm.formatted(longest - 1)))
                .singleElement()
                .asString()
                .startsWith("method.keep.tokens is %d, and no ".formatted(longest - 1));
        assertThat(warnings("method=" + dllm.formatted(longest - 2))).isEmpty();
        String coin = "{type: RandomSkip, rate: 0.6, keep: {layers: 1, tokens: 63}}";
        assertThat(warnings("method=" + coin)).isEmpty();
    }

    private int longest() {
        var spec = SpecDocument.parse(SPEC, List.of()).plan().getFirst().spec();
        try (var base = BaseModel.open(spec.model(), folder, new RandomStreams(spec.seed()))) {
            return TrainingData.load(
                            spec.data(),
                            new Workspace(folder, folder, FROZEN, _ -> {}),
                            base.tokenizer(),
                            64)
                    .sets()
                    .getFirst()
                    .examples()
                    .stream()
                    .mapToInt(example -> example.ids().length)
                    .max()
                    .orElseThrow();
        }
    }

    private List<String> warnings(String method) {
        var spec = SpecDocument.parse(SPEC, List.of(method)).plan().getFirst().spec();
        var recorded = new ArrayList<String>();
        var workspace =
                new Workspace(
                        folder,
                        folder,
                        FROZEN,
                        event -> {
                            if (event instanceof RunEvent.Log(var level, var message)
                                    && level.equals("WARN")) {
                                recorded.add(message);
                            }
                        });
        RunExecution.open(spec, workspace).close();
        return recorded;
    }

    /** The number of arrays of a run before its training starts. */
    private int arrays(String... sets) {
        var spec = SpecDocument.parse(SPEC, List.of(sets)).plan().getFirst().spec();
        var streams = new RandomStreams(spec.seed());
        Path home = folder.resolve("sets" + sets.length);
        try (var manager = NDManager.newBaseManager();
                var base = BaseModel.open(spec.model(), folder, streams)) {
            var data =
                    TrainingData.load(
                            spec.data(),
                            new Workspace(folder, folder, FROZEN, _ -> {}),
                            base.tokenizer(),
                            64);
            var recipe = new Recipe(base.config(), spec.method(), null, "fp32");
            var weights =
                    new TrainableWeights(recipe, base.weights(), streams, manager.newSubManager());
            var workspace = new Workspace(home, folder, FROZEN, _ -> {});
            var training =
                    new RunTraining(spec, workspace, data, weights, streams, manager, _ -> {});
            assertThat(training.steps()).isEqualTo(6);
            return manager.getManagedArrays().size();
        }
    }
}
