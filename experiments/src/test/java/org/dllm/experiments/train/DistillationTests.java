package org.dllm.experiments.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.dllm.experiments.method.Dense;
import org.dllm.experiments.method.LeftOut;
import org.dllm.experiments.method.Method;
import org.dllm.experiments.model.LlamaWeights;
import org.dllm.experiments.model.MaskedForward;
import org.dllm.experiments.model.Precision;
import org.dllm.experiments.model.Prompt;
import org.dllm.experiments.routing.Gate;
import org.dllm.experiments.routing.KvPolicy;
import org.dllm.experiments.train.TrainSpec.DistillSpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The loss compares the trained weights with the frozen dense base. */
class DistillationTests {

    private static final double T = 2;
    private static final DistillSpec SPEC = new DistillSpec(0.5, T);

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    /** Compares with the formula in plain operators: the teacher is the base with all layers. */
    @Test
    void theDivergenceIsThatOfTheDenseBase() {
        for (Method method : List.of(Tiny.dllm(0.5, 1, true), new LeftOut(List.of(2, 5, 6, 7)))) {
            var weights = Tiny.asTrained(Tiny.weights(method, Tiny.lora(0), manager));
            var student = LlamaWeights.load(Tiny.CONFIG, weights, manager, Precision.FP32);
            var own =
                    new MaskedForward(student, weights.routers().forInference(), method.kvPolicy());
            var base =
                    LlamaWeights.load(
                            Tiny.CONFIG,
                            new InitialWeights(Tiny.CONFIG, Tiny.STREAMS),
                            manager,
                            Precision.FP32);
            var teacher = new MaskedForward(base, Optional.empty(), KvPolicy.EVICT);
            var loss = new DecoderLoss(weights, Tiny.STREAMS, false, SPEC, manager);
            for (Sequence sequence : Tiny.batches(20).next(4)) {
                int[] read = Arrays.copyOf(sequence.ids(), sequence.inputs());
                var prompt = new Prompt(sequence.id(), read, sequence.promptTokens());
                var gate = method.gate(Tiny.CONFIG.layers(), Tiny.STREAMS);
                NDArray s = own.run(prompt, gate, manager).logits().div(T).logSoftmax(-1); // (N, V)
                NDArray t = teacher.run(prompt, Gate.DENSE, manager).logits().div(T).logSoftmax(-1);
                NDArray each = t.exp().mul(t.sub(s)).sum(new int[] {1});
                double expected = 0;
                for (int at = sequence.firstRow(); at < sequence.inputs(); at++) {
                    expected += T * T * each.getFloat(at);
                }
                var results = loss.of(List.of(sequence), whole(loss, sequence), false, manager);
                double found = results.get(2).getFloat() * sequence.targets();
                assertThat(found).isCloseTo(expected, offset(1e-4)).isPositive();
            }
        }
    }

    @Test
    void theGradientIsThatOfTheDivergence() {
        var weights = Tiny.asTrained(Tiny.weights(new Dense(), Tiny.lora(0), manager));
        var loss = new DecoderLoss(weights, Tiny.STREAMS, false, SPEC, manager);
        Sequence sequence = Tiny.batches(20).next(1).getFirst();
        Parameter last = weights.lora().parameters().getLast();
        double before = 0;
        try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
            var results = loss.of(List.of(sequence), whole(loss, sequence), false, manager);
            before = results.head().getFloat();
            collector.backward(results.head());
        }
        float[] gradient = last.value().getGradient().toFloatArray();
        float[] values = last.value().toFloatArray();
        double norm = 0;
        for (float g : gradient) {
            norm += g * g;
        }
        int[] next = {0};
        double step = 1e-2 / Math.sqrt(norm);
        Tiny.set(last, () -> values[next[0]] + step * gradient[next[0]++]);
        double after =
                loss.of(List.of(sequence), whole(loss, sequence), false, manager).head().getFloat();
        assertThat((after - before) / step).isCloseTo(norm, offset(0.05 * norm + 1e-3));
    }

    @Test
    void anUntrainedDenseModelDoesNotDiverge() {
        var weights = Tiny.weights(new Dense(), Tiny.lora(0), manager);
        var spec =
                new TrainSpec(
                        1,
                        8,
                        2,
                        Tiny.training(1, 8, 2, 1e-3).optimizer(),
                        Tiny.training(1, 8, 2, 1e-3).schedule(),
                        1,
                        1,
                        null,
                        true,
                        null,
                        SPEC);
        var trainer = new Trainer(spec, weights, Tiny.STREAMS, 1, manager);
        Trainer.Report report = trainer.step(0, Tiny.batches(20).next(8));
        assertThat(report.get("distillation_loss")).isCloseTo(0, offset(1e-6));
        assertThat(report.get("loss")).isCloseTo(report.get("ce"), offset(1e-6));
    }

    private static DecoderLoss.Whole whole(DecoderLoss loss, Sequence sequence) {
        return new DecoderLoss.Whole(
                0,
                sequence.targets(),
                loss.budget(List.of(sequence)),
                loss.losses().stream().map(_ -> 1.0).toList(),
                List.of());
    }
}
