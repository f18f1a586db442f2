package org.dllm.experiments.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.dllm.experiments.eval.Evaluator;
import org.dllm.experiments.method.KeepSpec;
import org.dllm.experiments.method.RandomSkip;
import org.dllm.experiments.model.io.ModelFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExperimentTests {

    private static final int STEPS = 6;
    private static final String DENSE = "{type: Dense}";
    private static final String DLLM =
            "{type: Dllm, target: 0.5, keep: {layers: 1}, alpha: {max: 1, schedule: sine},"
                    + " router: {type: TokenMlp, hidden: 8}}";
    private static final String RANDOM = "{type: RandomSkip, rate: 0.6, keep: {layers: 1}}";
    private static final String TASK =
            "evaluate=[{task: t, set: {type: Synthetic, examples: 5, seed: 1}, limit: 5,"
                    + " maxNewTokens: 6}]";
    private static final Clock FROZEN = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);

    @TempDir private Path folder;

    private static ExperimentSpec spec(String method, String... sets) {
        String yaml =
                """
                name: tiny
                model: {shape: {layers: 3, width: 16, hidden: 24, heads: 2, keyValueHeads: 1, context: 64, tokenizer: characters}}
                method: %s
                data: [{set: {type: Synthetic, examples: 30, seed: 1}}]
                train: {steps: %d, batch: 4, accumulate: 2, optimizer: {lr: 1e-2}, schedule: {warmup: 2}}
                """
                        .formatted(method, STEPS);
        return SpecDocument.parse(yaml, List.of(sets)).plan().getFirst().spec();
    }

    private static ExperimentSpec adapted() {
        return spec(DLLM, "lora.rank=2", "lora.targets=[q, v, down]", "lora.dropout=0.1");
    }

    /** What a run said, and the hash of everything it goes on from. */
    private record Told(Map<String, Double> metrics, String state, List<RunEvent> events) {}

    private Told run(ExperimentSpec spec, Path home, int... stops) {
        var events = new ArrayList<RunEvent>();
        String state = "";
        for (int attempt = 0; attempt <= stops.length; attempt++) {
            long until = attempt < stops.length ? stops[attempt] : Long.MAX_VALUE;
            try (var experiment =
                    Experiment.open(spec, new Workspace(home, home, FROZEN, events::add))) {
                experiment.train(until);
                state = experiment.checkpoint().sha256();
            }
        }
        var metrics = new TreeMap<String, Double>();
        for (RunEvent event : events) {
            if (event instanceof RunEvent.Metric(String key, long step, double value)
                    && !key.startsWith("time/")) {
                metrics.put(key + "@" + step, value);
            }
        }
        return new Told(metrics, state, events);
    }

    private Path home(String name) {
        return folder.resolve(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {DENSE, DLLM, RANDOM})
    void twoRunsOfOneSpecAreEqualBitForBit(String method) {
        var first = run(spec(method), home("first"));
        var second = run(spec(method), home("second"));
        assertThat(second.metrics()).isEqualTo(first.metrics()).hasSize(6 * STEPS);
        assertThat(second.state()).isEqualTo(first.state());
    }

    @Test
    void anotherSeedGivesAnotherRun() {
        assertThat(run(spec(DENSE, "seed=1"), home("one")).metrics())
                .isNotEqualTo(run(spec(DENSE), home("zero")).metrics());
    }

    @Test
    void aRunResumedAtAnyStepEqualsTheUninterruptedOne() {
        for (ExperimentSpec spec : List.of(spec(DENSE), adapted(), spec(RANDOM))) {
            String name = spec.method().getClass().getSimpleName();
            var whole = run(spec, home(name));
            for (int stop = 1; stop < STEPS; stop++) {
                var resumed = run(spec, home(name + stop), stop);
                assertThat(resumed.events()).contains(new RunEvent.Resumed(stop));
                assertThat(resumed.metrics()).isEqualTo(whole.metrics());
                assertThat(resumed.state()).isEqualTo(whole.state());
            }
            var often = run(spec, home(name + "often"), 1, 2, 3, 4, 5);
            assertThat(often.state()).isEqualTo(whole.state());
        }
    }

    @Test
    void aTornCheckpointFallsBackToTheOneBeforeAndEndsEqual() throws IOException {
        var whole = run(spec(DENSE), home("whole"));
        var events = run(spec(DENSE), home("torn"), 2, 4).events();
        assertThat(events).contains(new RunEvent.Resumed(4));
        try (var files = Files.list(home("torn").resolve("checkpoints"))) {
            Path newest = files.sorted().toList().getLast();
            Files.write(newest, new byte[] {1, 2, 3});
        }
        var mended = run(spec(DENSE), home("torn"));
        assertThat(mended.events()).contains(new RunEvent.Resumed(4));
        assertThat(mended.state()).isEqualTo(whole.state());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{type: RandomSkip, rate: 0.6}", "{type: Dllm, target: 0.6}"})
    void aRateThatTheKeptLayersExceedIsRefused(String method) {
        assertThatThrownBy(() -> run(spec(method), home("run")))
                .hasMessageMatching(
                        "method\\.(rate|target): expected at least 0\\.666\\d*, as"
                                + " method\\.keep\\.layers has 2 of the model's 3 layers always"
                                + " execute, but got 0\\.6");
    }

    @Test
    void aRateOfTheKeptLayersAloneIsReachable() {
        var kept = new RandomSkip(2.0 / 3, null, new KeepSpec(2, 2), true);
        assertThatCode(() -> kept.requireReachable(3)).doesNotThrowAnyException();
        var all = new RandomSkip(1.0, null, new KeepSpec(5, 0), true);
        assertThatCode(() -> all.requireReachable(3)).doesNotThrowAnyException();
    }

    @Test
    void aCheckpointOfAnotherSpecIsRefused() {
        run(spec(DENSE), home("run"), 2);
        assertThatThrownBy(() -> run(spec(DENSE, "seed=1"), home("run")))
                .hasMessageContaining("another spec");
    }

    @Test
    void aDivergedRunNamesTheStepAndTheLastGoodCheckpoint() {
        var spec = spec(DENSE, "train.optimizer.lr=1e30", "train.clip=0", "train.steps=20");
        var events = new ArrayList<RunEvent>();
        var workspace = new Workspace(home("run"), folder, FROZEN, events::add);
        try (var experiment = Experiment.open(spec, workspace)) {
            experiment.train(1);
            String good = experiment.checkpoint().sha256();
            assertThatThrownBy(() -> experiment.train(20))
                    .isInstanceOf(DivergedException.class)
                    .hasMessageMatching("(?s)training diverged at step \\d+ of 20.*")
                    .hasMessageContaining(good);
        }
    }

    @Test
    void weightsThatTheLastStepMadeNoNumbersAreNeverACheckpoint() {
        // gradients whose squares are 0 in float32 make the only step leave its range; the loss
        // and the norm from before it are fine
        var spec =
                spec(
                        DENSE,
                        "train.optimizer={lr: 1e37, eps: 1e-30}",
                        "train.clip=1e-25",
                        "train.schedule={}",
                        "train.steps=1");
        var workspace = new Workspace(home("run"), folder, FROZEN, _ -> {});
        try (var experiment = Experiment.open(spec, workspace)) {
            assertThatThrownBy(() -> experiment.train(1))
                    .isInstanceOf(DivergedException.class)
                    .hasMessageContaining("at step 1 of 1")
                    .hasMessageMatching(".*largest weight (NaN|Infinity); the last good.*none");
        }
    }

    /** A clock that goes on by a second each time it is read. */
    private static final class Ticking extends Clock {
        private Instant now = Instant.EPOCH;

        @Override
        public Instant instant() {
            now = now.plus(Duration.ofSeconds(1));
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    @Test
    void aBudgetOfTimeBecomesStepsThatARerunRepeats() throws IOException {
        var spec = spec(DENSE, "budget.minutes=0.1", "train.steps=1000");
        var first = new ArrayList<RunEvent>();
        trainToTheEnd(spec, new Workspace(home("first"), folder, new Ticking(), first::add));
        RunLength length = RunLength.in(home("first")).orElseThrow();
        assertThat(length.spent()).isTrue();
        // six seconds of a clock that ticks once per step
        assertThat(length.given()).isEqualTo(6);
        assertThat(length.planned()).isGreaterThanOrEqualTo(length.given()).isLessThan(1000);

        Files.createDirectories(home("second"));
        Files.copy(home("first").resolve(RunLength.FILE), home("second").resolve(RunLength.FILE));
        var second = new ArrayList<RunEvent>();
        trainToTheEnd(spec, new Workspace(home("second"), folder, FROZEN, second::add));
        assertThat(metrics(second)).isEqualTo(metrics(first)).isNotEmpty();
        assertThat(first).as("begins").doesNotContain(new RunEvent.Resumed(0));
        assertThat(second).as("begins again").contains(new RunEvent.Resumed(0));
    }

    private static void trainToTheEnd(ExperimentSpec spec, Workspace workspace) {
        try (var experiment = Experiment.open(spec, workspace)) {
            assertThat(experiment.train(Long.MAX_VALUE)).isFalse();
        }
    }

    private static List<RunEvent> metrics(List<RunEvent> events) {
        return events.stream()
                .filter(e -> e instanceof RunEvent.Metric m && !m.key().startsWith("time/"))
                .toList();
    }

    @Test
    void aPublishedModelIsOneThatOpens() {
        var events = new ArrayList<RunEvent>();
        var workspace = new Workspace(home("run"), folder, FROZEN, events::add);
        try (var experiment = Experiment.open(spec(DENSE), workspace)) {
            experiment.train(Long.MAX_VALUE);
            experiment.publish();
        }
        assertThat(events).filteredOn(e -> e instanceof RunEvent.Artifact).hasSize(6);
        try (var model = ModelFiles.open(home("run").resolve("artifacts/model"))) {
            assertThat(model.config().layers()).isEqualTo(3);
            assertThat(model.config().tied()).isTrue();
            assertThat(model.float32("model.norm.weight").remaining()).isEqualTo(4 * 16);
            assertThat(model.tokenizer()).isPresent();
        }
        var result = (RunEvent.Result) events.getLast();
        assertThat(result.summary()).containsEntry("train/steps", (double) STEPS);
    }

    @Test
    void aRoutedRunCanBeEvaluatedFromItsFiles() {
        var base = spec(DENSE);
        var workspace = new Workspace(home("base"), folder, FROZEN, _ -> {});
        try (var experiment = Experiment.open(base, workspace)) {
            experiment.train(Long.MAX_VALUE);
            experiment.publish();
        }
        String model = home("base").resolve("artifacts/model").toString();
        for (String[] lora : new String[][] {{}, {"lora.rank=2", "lora.targets=[q, down]"}}) {
            var sets = new ArrayList<>(List.of("model={from: " + model + "}"));
            sets.addAll(List.of(lora));
            // hard enough on the routers that they learn to skip in no time
            sets.addAll(
                    List.of(
                            "method.alpha={max: 5, schedule: constant}",
                            "train.steps=20",
                            "train.optimizer.lr=0.1"));
            sets.add(TASK);
            var spec = spec(DLLM, sets.toArray(String[]::new));
            var events = new ArrayList<RunEvent>();
            Path home = home("routed" + lora.length);
            try (var experiment =
                    Experiment.open(spec, new Workspace(home, folder, FROZEN, events::add))) {
                experiment.train(Long.MAX_VALUE);
                experiment.evaluate(spec.evaluate().getFirst());
                experiment.publish();
            }
            var task = spec.evaluate().getFirst();
            try (var published = PublishedRun.open(home.resolve("artifacts"), folder)) {
                var examples = task.set().load(folder, task.split());
                var again = new Evaluator(published.subject(), task).evaluate(examples, _ -> {});
                var told = ((RunEvent.Result) events.getLast()).summary();
                assertThat(again.metrics().get("t/perplexity")).isEqualTo(told.get("t/perplexity"));
                assertThat(again.metrics().get("t/executed_rate"))
                        .isEqualTo(told.get("t/executed_rate"))
                        .isLessThan(1.0);
            }
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

    /** The metrics of a run's one task; its log tells the precision held. */
    private Map<String, Double> evaluated(ExperimentSpec spec, String precision) {
        var events = new ArrayList<RunEvent>();
        Path home = home(SpecJson.sha256(spec));
        try (var experiment =
                Experiment.open(spec, new Workspace(home, folder, FROZEN, events::add))) {
            experiment.train(2);
            experiment.evaluate(spec.evaluate().getFirst());
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
    void metricsThatAreNoNumbersAreToldInTheResultToo() throws IOException {
        var spec = spec(DENSE, "train.steps=0", "data=[]", TASK);
        var events = new ArrayList<RunEvent>();
        try (var experiment =
                Experiment.open(spec, new Workspace(home("run"), folder, FROZEN, events::add))) {
            experiment.train(Long.MAX_VALUE);
            experiment.evaluate(spec.evaluate().getFirst());
            Path file = home("run").resolve("evaluation/t.json");
            Files.writeString(file, "{\"t/a\":\"NaN\",\"t/b\":\"Infinity\",\"t/c\":0.5}");
            experiment.publish();
        }
        assertThat(((RunEvent.Result) events.getLast()).summary())
                .isEqualTo(Map.of("t/a", Double.NaN, "t/b", Double.POSITIVE_INFINITY, "t/c", 0.5));
    }

    @Test
    void examplesBeyondTheContextCountAsWrongAndAreToldBeforeTraining() {
        // prompts of 9 to 25 tokens, completions of 3 to 33 more
        String sorting =
                "evaluate=[{task: t, set: {type: Synthetic, families: [Sorting], examples: 40}}]";
        var spec = spec(DENSE, "data=[]", "train.steps=0", "model.shape.context=12", sorting);
        var events = new ArrayList<RunEvent>();
        try (var experiment =
                Experiment.open(spec, new Workspace(home("run"), folder, FROZEN, events::add))) {
            assertThat(events)
                    .filteredOn(
                            e -> e instanceof RunEvent.Log(var level, _) && level.equals("WARN"))
                    .singleElement()
                    .asString()
                    .containsPattern(
                            "of 40 examples \\d+ are longer than the model's context of 12");
            experiment.evaluate(spec.evaluate().getFirst());
            experiment.activity(spec.evaluate().getFirst());
            experiment.publish();
        }
        assertThat(((RunEvent.Result) events.getLast()).summary())
                .containsEntry("t/examples", 40.0)
                .containsEntry("t/exact_match", 0.0)
                .hasEntrySatisfying("t/kv_entries", v -> assertThat(v).isBetween(10.0, 36.0));
        var all = spec(DENSE, "data=[]", "train.steps=0", "model.shape.context=2", sorting);
        assertThatThrownBy(() ->
                        Experiment.open(all, new Workspace(home("all"), folder, FROZEN, _ -> {})))
                .hasMessage(
                        "evaluate t expected prompts within the model's context of 2 tokens, but"
                                + " all 40 are longer");
    }

    @Test
    void weightsThatAreTooManyForOneArrayAreRefusedByTheirName() {
        var spec = spec(DENSE, "model.shape.width=32768", "model.shape.hidden=65536");
        var workspace = new Workspace(home("run"), folder, FROZEN, _ -> {});
        assertThatThrownBy(() -> Experiment.open(spec, workspace))
                .hasMessageMatching(".+ of shape .+ at most 2,147,483,647 bytes, but it takes .*");
    }

    @Test
    void aTaskWithoutExamplesIsRefusedBeforeTraining() {
        var spec =
                spec(
                        DENSE,
                        "evaluate=[{task: t, set: {type: Synthetic, families: [{type: Recall,"
                                + " minSteps: 1, maxSteps: 1}]}}]");
        var workspace = new Workspace(home("run"), folder, FROZEN, _ -> {});
        assertThatThrownBy(() -> Experiment.open(spec, workspace))
                .hasMessage(
                        "evaluate t expected examples in the split test of synthetic, but there are"
                                + " none");
    }

    @Test
    void aRunThatWentOnElsewhereTellsWhereItBegan() {
        String os = System.getProperty("os.name");
        System.setProperty("os.name", "Elsewhere");
        try (var begun = Experiment.open(spec(DENSE), workspace(_ -> {}))) {
            begun.train(2);
            begun.checkpoint();
        } finally {
            System.setProperty("os.name", os);
        }
        var told = new ArrayList<String>();
        for (int attempt = 0; attempt < 2; attempt++) {
            try (var resumed = Experiment.open(spec(DENSE), workspace(_ -> {}))) {
                resumed.train(4);
                resumed.checkpoint();
            }
        }
        try (var resumed =
                Experiment.open(
                        spec(DENSE),
                        workspace(event -> {
                            if (event instanceof RunEvent.Manifest(String json, _)) {
                                told.add(json);
                            }
                        }))) {
            assertThat(resumed.step()).isEqualTo(4);
        }
        assertThat(told)
                .singleElement()
                .asString()
                .containsOnlyOnce("Elsewhere")
                .containsPattern("\"earlier\":\\[\\{[^]]*Elsewhere");
    }

    private Workspace workspace(Consumer<RunEvent> events) {
        return new Workspace(home("moved"), folder, FROZEN, events);
    }

    @Test
    void aRunWithStepsLeftIsNotPublished() {
        try (var experiment = Experiment.open(spec(DENSE), workspace(_ -> {}))) {
            experiment.train(2);
            assertThatThrownBy(experiment::publish)
                    .hasMessageContaining("all %d steps".formatted(STEPS))
                    .hasMessageContaining("step 2");
        }
    }

    @Test
    void theManifestTellsWhatDecidesAndNoPaths() {
        var events = run(spec(DENSE), home("run")).events();
        var manifest =
                (RunEvent.Manifest)
                        events.stream()
                                .filter(e -> e instanceof RunEvent.Manifest)
                                .findFirst()
                                .orElseThrow();
        assertThat(manifest.json())
                .contains("\"specSha256\"", "\"tokenizerSha256\"", "synthetic/train", "PyTorch")
                .doesNotContain(folder.toString())
                .doesNotContain(System.getProperty("user.home") + "/");
        assertThat(manifest.sha256()).isEqualTo(Hashes.sha256(manifest.json()));
    }
}
