package org.dllm.experiments.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dllm.experiments.data.Example;
import org.dllm.experiments.data.Synthetic;
import org.dllm.experiments.eval.CountedFlops;
import org.dllm.experiments.eval.Evaluated;
import org.dllm.experiments.eval.EvaluatedModel;
import org.dllm.experiments.eval.FlopsModel;
import org.dllm.experiments.eval.Generate;
import org.dllm.experiments.eval.GeneratedAnswer;
import org.dllm.experiments.eval.PhaseTimes;
import org.dllm.experiments.eval.Reading;
import org.dllm.experiments.eval.Result;
import org.dllm.experiments.model.Generation;
import org.dllm.experiments.model.Prompt;
import org.dllm.experiments.routing.Site;
import org.junit.jupiter.api.Test;

/** (f) and (g): counted cost, and the effect of α on it. */
interface CostChecks extends CheckSuite {

    @Test
    default void fIfAllExecuteTheCostIsDensePlusRouters() {
        var weights = model().trained(Tiny.dllm(0.5, 1, true));
        CheckedModel.bias(weights, -100, 100);
        Prompt prompt = model().prompts(1).getFirst();
        int layers = model().config().layers();
        var gate = model().gate(weights);
        var forced = weights.recipe().method().forced(layers);
        var costs = FlopsModel.of(model().config(), weights.recipe().method());
        try (var decoder = model().decoder(weights)) {
            var generated = CheckedModel.generate(decoder, List.of(prompt), gate).getFirst();
            var model = new EvaluatedModel(decoder, gate, forced, model().tokenizer(), costs);
            int tokens = generated.trace().tokens();
            double dense =
                    layers * (tokens * costs.layer() + costs.perKey() * tokens * (tokens + 1) / 2.0)
                            + (double) costs.head() * generated.ids().length;
            double asked =
                    (double) (tokens - Tiny.KEEP.tokens())
                            * (layers - Tiny.KEEP.count(Tiny.CONFIG.layers()));
            Map<String, Double> counted = counted(model, prompt, generated);
            assertThat(counted.get("flops_ratio/layers")).isEqualTo(1.0);
            assertThat(counted.get("flops_ratio/all"))
                    .isCloseTo(
                            1 + asked * costs.decision(Site.attention(layers - 1), true) / dense,
                            offset(1e-12));
        }
    }

    static Map<String, Double> counted(EvaluatedModel model, Prompt prompt, Generation generated) {
        var task =
                new Generate(
                        "any",
                        new Synthetic(List.of(), 1, 0),
                        "test",
                        "harness",
                        "exact_match",
                        1,
                        1,
                        1,
                        null);
        int[] ids = Arrays.copyOf(prompt.ids(), generated.trace().tokens());
        var read = new Reading(ids, prompt.ids().length, generated.trace(), generated.ids().length);
        var answer =
                new GeneratedAnswer(
                        0,
                        new Example("0", "any", 1, "", "", "", ""),
                        "",
                        List.of(new GeneratedAnswer.Extraction("", "", false)),
                        read,
                        null,
                        0,
                        0,
                        generated.kvBytes());
        var evaluated = new Evaluated(task, model, () -> Stream.of(answer), new PhaseTimes());
        return new CountedFlops()
                .of(evaluated).stream().collect(Collectors.toMap(Result::metric, Result::value));
    }

    @Test
    default void gAlphaMovesTheExecutedRateToItsTarget() {
        List<Double> alphas = model().limits().alphas();
        double target = model().limits().target();
        List<Double> rates =
                alphas.stream().map(alpha -> rateAfterTraining(model(), target, alpha)).toList();
        assertThat(rates).isSortedAccordingTo(Comparator.reverseOrder()).doesNotHaveDuplicates();
        assertThat(rates.getLast()).isBetween(target - 0.05, target + 0.1);
        assertThat(rateAfterTraining(model(), 1, alphas.getLast())).isGreaterThan(0.98);
    }

    private static double rateAfterTraining(CheckedModel model, double target, double alpha) {
        int steps = model.limits().steps();
        try (var weights = model.weights(Tiny.dllm(target, alpha, true))) {
            var training = Tiny.training(steps, 4, 1, 1e-2);
            var trainer = new Trainer(training, weights, Tiny.STREAMS, steps, model.manager());
            var examples = new TrainingSet(1, model.examples(20));
            var batches = new Batches(List.of(examples), Tiny.STREAMS);
            double rate = Double.NaN;
            for (int step = 0; step < steps; step++) {
                rate = trainer.step(step, batches.next(4)).get(Trainer.EXECUTED_RATE);
            }
            return rate;
        }
    }
}
