package org.dllm.experiments.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.dllm.experiments.eval.EvaluatedModel;
import org.dllm.experiments.eval.FlopsModel;
import org.dllm.experiments.method.MixtureOfDepths;
import org.dllm.experiments.model.Decoder;
import org.dllm.experiments.model.LlamaWeights;
import org.dllm.experiments.model.MaskedForward;
import org.dllm.experiments.model.Precision;
import org.dllm.experiments.model.Prompt;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MixtureOfDepthsTests {

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"paper", "retrofit"})
    void trainingComputesInferenceIfBothExecuteTheSameTokens(String variant) {
        List<Integer> second = List.of(1);
        var fresh = trained(mixture(variant, 0.5, second, "aux"));
        MaskedForward masked = masked(fresh);
        int compared = 0;
        for (Sequence sequence : BatchLoss.sequences(12)) {
            MaskedForward.Result expected = read(masked, fresh, sequence);
            int tokens = sequence.inputs();
            int run = tokens - Agreement.skips(expected.trace()) / 2;
            if (run == 0 || run == tokens) {
                continue;
            }
            // inference executes the tokens with a positive score: these are the highest ones
            var weights = trained(mixture(variant, (double) run / tokens, second, "aux"));
            assertThat(results(weights, List.of(sequence), false).get(1))
                    .isCloseTo((float) nll(expected, sequence), offset(1e-4f));
            compared++;
        }
        assertThat(compared).isPositive();
    }

    /** Of 10, 6 and 4 tokens, a capacity of 0.4 executes 4, 3 and 2. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void eachSequenceExecutesItsOwnShare(boolean pack) {
        var weights = trained(mixture("paper", 0.4, null, "mlp"));
        int[] ids = BatchLoss.sequences(1).getFirst().ids();
        var batch = new ArrayList<Sequence>();
        for (int inputs : new int[] {10, 6, 4}) {
            var some = new int[inputs + 1];
            Arrays.setAll(some, i -> ids[i % ids.length]);
            batch.add(new Sequence(batch.size(), some, 2));
        }
        float layers = (2 * 20 + 2 * (4 + 3 + 2)) / 20f;
        assertThat(results(weights, batch, pack).get(3)).isCloseTo(layers / 4, offset(1e-6f));
    }

    @Test
    void equalScoresExecuteNoMoreThanTheShare() {
        var weights = trained(mixture("retrofit", 0.5, null, "aux"));
        set(weights, ".out", 0);
        Sequence sequence = BatchLoss.sequences(1).getFirst();
        int run = (sequence.inputs() + 1) / 2;
        assertThat(results(weights, List.of(sequence), false).get(3))
                .isCloseTo((1 + (float) run / sequence.inputs()) / 2, offset(1e-6f));
    }

    @Test
    void theCapacityOfTheRetrofitFallsInTheFirstHalf() {
        assertThat(capacities("retrofit")).containsExactly(1.0, 0.625, 0.25, 0.25);
        assertThat(capacities("paper")).containsOnly(0.25);
    }

    private List<Double> capacities(String variant) {
        var method = new MixtureOfDepths(variant, 0.25, null, "aux", 0.5);
        var weights = Tiny.weights(method, Tiny.lora(0), manager);
        var trainer = new Trainer(Tiny.training(4, 4, 1, 1e-3), weights, Tiny.STREAMS, 4, manager);
        var batches = Tiny.batches(20);
        var capacities = new ArrayList<Double>();
        for (int step = 0; step < 4; step++) {
            Trainer.Report report = trainer.step(step, batches.next(4));
            assertThat(report.get("predictor_weight")).isEqualTo(0.5);
            capacities.add(report.get("capacity"));
        }
        return capacities;
    }

    @Test
    void theRetrofitStartsAlmostAsTheDenseModel() {
        var method = mixture("retrofit", 0.25, null, "mlp");
        var weights = Tiny.weights(method, Tiny.lora(0), manager);
        MaskedForward.Result read =
                read(masked(weights), weights, BatchLoss.sequences(1).getFirst());
        assertThat(Agreement.skips(read.trace())).isZero();
    }

    /** A layer costs 2 · (32 · (2 · 32 + 2 · 16) + 3 · 32 · 64), the head 2 · 32 · 20. */
    @ParameterizedTest
    @CsvSource({"aux, -1", "aux, 1", "mlp, -1", "mlp, 1"})
    void flopsEqualAHandCount(String predictor, double bias) {
        var weights = trained(mixture("paper", 0.5, null, predictor));
        set(weights, ".out", 0);
        set(weights, "predictor", 0);
        set(weights, "bias", bias);
        Prompt prompt = new Prompt(0, BatchLoss.sequences(1).getFirst().ids());
        double decision = 2 * 32 + (predictor.equals("mlp") ? 2 * 64 * (32 + 1) : 0);
        try (var tiny = CheckedModels.tiny();
                var inference = LlamaWeights.load(Tiny.CONFIG, weights, manager, Precision.FP32);
                var decoder =
                        new Decoder(
                                inference,
                                weights.routers().forInference(),
                                weights.recipe().method().kvPolicy())) {
            var method = weights.recipe().method();
            var gate = method.gate(4, Tiny.STREAMS);
            var generated = CheckedModel.generate(decoder, List.of(prompt), gate).getFirst();
            var model =
                    new EvaluatedModel(
                            decoder,
                            gate,
                            method.forced(4),
                            tiny.tokenizer(),
                            FlopsModel.of(Tiny.CONFIG, method));
            int tokens = generated.trace().tokens();
            double layer = tokens * 18432.0 + 4 * 32 * tokens * (tokens + 1) / 2.0;
            double head = 1280.0 * generated.ids().length;
            double executed = bias > 0 ? 4 * layer : 2 * layer;
            Map<String, Double> counted = CostChecks.counted(model, prompt, generated);
            assertThat(counted.get("flops_ratio/layers"))
                    .isCloseTo(executed / (4 * layer), offset(1e-12));
            assertThat(counted.get("flops_ratio/all"))
                    .isCloseTo(
                            (executed + 2 * tokens * decision + head) / (4 * layer + head),
                            offset(1e-12));
        }
    }

    /** With the decisions of inference; a guess among the 18 letters has a loss of 2.89. */
    @ParameterizedTest
    @CsvSource({"paper, aux", "paper, mlp", "retrofit, aux", "retrofit, mlp"})
    void aModelLearnsItsTaskBetterThanChance(String variant, String predictor) {
        int steps = 120;
        var weights = Tiny.weights(mixture(variant, 0.5, null, predictor), null, manager);
        var training = Tiny.training(steps, 8, 1, 1e-2);
        var trainer = new Trainer(training, weights, Tiny.STREAMS, steps, manager);
        var batches = Tiny.batches(50);
        for (int step = 0; step < steps; step++) {
            trainer.step(step, batches.next(8));
        }
        MaskedForward masked = masked(weights);
        double nll = 0;
        int skipped = 0;
        for (Sequence sequence : BatchLoss.sequences(20)) {
            MaskedForward.Result read = read(masked, weights, sequence);
            nll += nll(read, sequence);
            skipped += Agreement.skips(read.trace());
        }
        assertThat(nll / 20).isLessThan(2.0);
        assertThat(skipped).isPositive();
    }

    private static MixtureOfDepths mixture(
            String variant, double capacity, @Nullable List<Integer> layers, String predictor) {
        return new MixtureOfDepths(variant, capacity, layers, predictor, 1);
    }

    private TrainableWeights trained(MixtureOfDepths method) {
        return Tiny.asTrained(Tiny.weights(method, Tiny.lora(0), manager));
    }

    /** Sets the routers' arrays whose names contain a part. */
    private static void set(TrainableWeights weights, String part, double value) {
        weights.routers().parameters().stream()
                .filter(parameter -> parameter.name().contains(part))
                .forEach(parameter -> Tiny.set(parameter, () -> value));
    }

    private MaskedForward masked(TrainableWeights weights) {
        return new MaskedForward(
                LlamaWeights.load(Tiny.CONFIG, weights, manager, Precision.FP32),
                weights.routers().forInference(),
                weights.recipe().method().kvPolicy());
    }

    private MaskedForward.Result read(
            MaskedForward masked, TrainableWeights weights, Sequence sequence) {
        int[] ids = Arrays.copyOf(sequence.ids(), sequence.inputs());
        var gate = weights.recipe().method().gate(Tiny.CONFIG.layers(), Tiny.STREAMS);
        return masked.run(new Prompt(sequence.id(), ids), gate, manager);
    }

    /** Mean over the targets. */
    private static double nll(MaskedForward.Result read, Sequence sequence) {
        var logP = read.logits().logSoftmax(-1);
        double nll = 0;
        for (int at = sequence.firstRow(); at < sequence.inputs(); at++) {
            nll -= logP.getFloat(at, sequence.ids()[at + 1]);
        }
        return nll / sequence.targets();
    }

    /** Results of the training form at the end of a run. */
    private List<Float> results(TrainableWeights weights, List<Sequence> batch, boolean pack) {
        var loss = new DecoderLoss(weights, Tiny.STREAMS, pack, manager);
        var numbers = new ArrayList<Float>();
        loss.of(batch, BatchLoss.whole(loss, batch), true, manager)
                .forEach(number -> numbers.add(number.getFloat()));
        return numbers;
    }
}
