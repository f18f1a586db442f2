package org.dllm.experiments.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.dllm.experiments.method.AlphaSpec;
import org.dllm.experiments.method.Dllm;
import org.dllm.experiments.routing.Forecaster;
import org.dllm.experiments.routing.Gumbel;
import org.dllm.experiments.routing.Penalty;
import org.dllm.experiments.routing.RateBudget;
import org.dllm.experiments.routing.TokenMlp;
import org.dllm.experiments.train.TrainSpec.OptimizerSpec;
import org.dllm.experiments.train.TrainSpec.OrderSpec;
import org.dllm.experiments.train.TrainSpec.ScheduleSpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Routers and LoRA updates train in turn. */
class StageTests {

    private static final int STEPS = 6;
    private static final int FIRST = 2;
    private static final double LR = 1e-2;

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void stagesCoverAllSteps() {
        for (double share : new double[] {0.01, 0.3, 0.5, 0.99}) {
            List<Stage> stages = Stage.of(0, new OrderSpec("loraFirst", share), 10);
            assertThat(stages.getFirst().steps() + stages.getLast().steps()).isEqualTo(10);
            assertThat(stages).allMatch(stage -> stage.steps() > 0);
            assertThat(stages.getLast().from()).isEqualTo(stages.getFirst().steps());
        }
        assertThat(Stage.of(0, null, 10)).containsExactly(new Stage(0, 10, Stage.Kind.ALL));
    }

    @ParameterizedTest
    @ValueSource(strings = {"routerFirst", "loraFirst"})
    void frozenWeightsAndTheirMomentsKeepTheirValues(String type) {
        // A of an update has a gradient only if B is not 0
        var weights = Tiny.asTrained(weights());
        var trainer = trainer(weights, type);
        var batches = Tiny.batches(40);
        boolean routersTrain = type.equals("routerFirst");
        for (int step = 0; step < STEPS; step++) {
            boolean routers = (step < FIRST) == routersTrain;
            Map<String, float[]> before = state(weights, trainer);
            trainer.step(step, batches.next(8));
            Map<String, float[]> after = state(weights, trainer);
            for (String name : before.keySet()) {
                boolean same = Arrays.equals(before.get(name), after.get(name));
                assertThat(same)
                        .as("%s in step %d", name, step)
                        .isEqualTo(name.contains("router.") != routers);
            }
        }
    }

    @Test
    void aForecasterTrainsFirstAndAloneAndItsErrorFalls() {
        var method =
                new Dllm(
                        0.5,
                        new AlphaSpec(2, "sine"),
                        Tiny.KEEP,
                        "evict",
                        new TokenMlp(16),
                        "layer",
                        Gumbel.PLAIN,
                        RateBudget.PLAIN,
                        Penalty.NONE,
                        null,
                        List.of(),
                        new Forecaster(8, 0.8));
        var weights = Tiny.weights(method, Tiny.lora(0), manager);
        int steps = 50;
        var trainer =
                new Trainer(Tiny.training(steps, 8, 1, LR), weights, Tiny.STREAMS, steps, manager);
        var batches = Tiny.batches(40);
        var errors = new ArrayList<Double>();
        for (int step = 0; step < steps; step++) {
            Map<String, float[]> before = state(weights, trainer);
            Trainer.Report report = trainer.step(step, batches.next(8));
            errors.add(report.get("forecast_loss"));
            boolean forecasts = step < 40;
            assertThat(report.get(Trainer.EXECUTED_RATE) > 0.9999).isEqualTo(forecasts);
            Map<String, float[]> after = state(weights, trainer);
            if (step % 10 == 5) {
                for (String name : List.of("router.skip_out", "router.out", "self_attn")) {
                    String changed =
                            before.keySet().stream()
                                    .filter(key -> key.contains("layers.3." + name))
                                    .findFirst()
                                    .orElseThrow();
                    assertThat(Arrays.equals(before.get(changed), after.get(changed)))
                            .as("%s in step %d", changed, step)
                            .isEqualTo(name.contains("skip") != forecasts);
                }
            }
        }
        assertThat(errors.getFirst()).isCloseTo(1, offset(0.01));
        assertThat(errors.get(39)).isLessThan(0.95);
        assertThat(errors.getLast()).isZero();
    }

    @Test
    void eachStageHasItsOwnSchedules() {
        var trainer = trainer(weights(), "routerFirst");
        var batches = Tiny.batches(40);
        var reports = new ArrayList<Trainer.Report>();
        for (int step = 0; step < STEPS; step++) {
            reports.add(trainer.step(step, batches.next(8)));
        }
        assertThat(reports)
                .extracting(r -> r.get("lr"))
                .containsExactly(LR, LR / 2, LR, LR * 0.75, LR * 0.5, LR * 0.25);
        var alpha = new AlphaSpec(2, "sine");
        assertThat(reports)
                .extracting(r -> r.get("alpha"))
                .containsExactly(alpha.at(0, FIRST), alpha.at(1, FIRST), 0.0, 0.0, 0.0, 0.0);
    }

    @Test
    void updatesThatTrainFirstAreThoseOfTheDenseModel() {
        var trainer = trainer(Tiny.asTrained(weights()), "loraFirst");
        var batches = Tiny.batches(40);
        assertThat(trainer.step(0, batches.next(8)).get(Trainer.EXECUTED_RATE)).isEqualTo(1);
        assertThat(trainer.step(FIRST, batches.next(8)).get(Trainer.EXECUTED_RATE)).isLessThan(1);
    }

    @Test
    void updatesForTrainedRoutersSeeDecisionsWithoutNoise() {
        var weights = Tiny.asTrained(weights());
        var batch = Tiny.batches(40).next(8);
        var trainer = trainer(weights, "routerFirst");
        var loss = new DecoderLoss(weights, Tiny.STREAMS, manager);
        long targets = batch.stream().mapToLong(Sequence::targets).sum();
        var whole =
                new DecoderLoss.Whole(FIRST, targets, loss.budget(batch), List.of(0.0), List.of());
        double expected = loss.of(batch, whole, false, manager).get(1).getFloat();
        double drawn = loss.of(batch, whole, true, manager).get(1).getFloat();
        assertThat(trainer.gradients(FIRST, batch).get("ce"))
                .isCloseTo(expected, offset(1e-5))
                .isNotCloseTo(drawn, offset(1e-5));
    }

    private TrainableWeights weights() {
        var method = new Dllm(0.5, new AlphaSpec(2, "sine"), Tiny.KEEP, true, new TokenMlp(16));
        return Tiny.weights(method, Tiny.lora(0), manager);
    }

    private Trainer trainer(TrainableWeights weights, String type) {
        var spec =
                new TrainSpec(
                        STEPS,
                        8,
                        1,
                        new OptimizerSpec("AdamW", LR, 0.9, 0.95, 1e-8, 0.02),
                        new ScheduleSpec("linear", 0, 0),
                        1,
                        10,
                        null,
                        false,
                        new OrderSpec(type, (double) FIRST / STEPS),
                        null);
        return new Trainer(spec, weights, Tiny.STREAMS, STEPS, manager);
    }

    /** Every parameter with its moments. */
    private static Map<String, float[]> state(TrainableWeights weights, Trainer trainer) {
        var state = new TreeMap<String, float[]>();
        for (int i = 0; i < weights.parameters().size(); i++) {
            Parameter parameter = weights.parameters().get(i);
            state.put(parameter.name(), parameter.value().toFloatArray());
            state.put(
                    parameter.name() + " first",
                    trainer.optimizer().firsts().get(i).toFloatArray());
            state.put(
                    parameter.name() + " second",
                    trainer.optimizer().seconds().get(i).toFloatArray());
        }
        return state;
    }
}
