package org.dllm.experiments.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.dllm.experiments.lora.LoraSpec;
import org.dllm.experiments.method.LeftOut;
import org.dllm.experiments.method.Method;
import org.dllm.experiments.method.MixtureOfDepths;
import org.dllm.experiments.method.RoutedSites;
import org.dllm.experiments.model.LlamaWeights;
import org.dllm.experiments.model.MaskedForward;
import org.dllm.experiments.model.Precision;
import org.dllm.experiments.model.Prompt;
import org.dllm.experiments.routing.KvPolicy;
import org.dllm.experiments.routing.SiteMode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Properties of training for every kind of decision. */
class TrainedDecisionTests {

    private static final String KINDS = "org.dllm.experiments.method.DecisionKinds#withPolicies";
    private static final LoraSpec ALL_MAPS =
            new LoraSpec(
                    2, 0.5, 0, new TreeSet<>(List.of("q", "k", "v", "o", "gate", "up", "down")));

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    @ParameterizedTest
    @MethodSource(KINDS)
    void trainingComputesTheMaskedForm(Method method) {
        Method exact = method instanceof MixtureOfDepths of ? withFullCapacity(of) : method;
        var weights = trained(exact);
        if (exact instanceof MixtureOfDepths) {
            // all tokens are at the top, and the predictor says so
            for (Parameter router : weights.routers().parameters()) {
                if (router.name().endsWith("predictor_bias")) {
                    Tiny.set(router, () -> 1000);
                } else if (router.name().endsWith("out_bias")) {
                    Tiny.set(router, () -> 2);
                } else if (router.name().endsWith("out")) {
                    var stream = Tiny.STREAMS.stream("small " + router.name());
                    Tiny.set(router, () -> 0.05 * stream.gaussian());
                }
            }
        }
        var inference = LlamaWeights.load(Tiny.CONFIG, weights, manager, Precision.FP32);
        var masked =
                new MaskedForward(inference, weights.routers().forInference(), exact.kvPolicy());
        var gate = exact.gate(Tiny.CONFIG.layers(), Tiny.STREAMS);
        int skips = 0;
        for (Sequence sequence : BatchLoss.sequences(4)) {
            int[] read = Arrays.copyOf(sequence.ids(), sequence.inputs());
            var prompt = new Prompt(sequence.id(), read, sequence.promptTokens());
            var expected = masked.run(prompt, gate, manager);
            skips += Agreement.skips(expected.trace());
            NDArray logP = expected.logits().logSoftmax(-1);
            double nll = 0;
            for (int at = sequence.firstRow(); at < sequence.inputs(); at++) {
                nll -= logP.getFloat(at, sequence.ids()[at + 1]);
            }
            NDList results = BatchLoss.results(weights, List.of(sequence), false, manager);
            assertThat(results.get(1).getFloat() * sequence.targets())
                    .isCloseTo((float) nll, offset(1e-4f));
        }
        assertThat(skips > 0).isEqualTo(!(exact instanceof MixtureOfDepths));
    }

    private static MixtureOfDepths withFullCapacity(MixtureOfDepths of) {
        return new MixtureOfDepths(of.variant(), 1, of.layers(), of.predictor(), 1);
    }

    @ParameterizedTest
    @MethodSource(KINDS)
    void gradientsReachEverythingThatTrains(Method method) {
        for (LoraSpec lora : Arrays.asList(ALL_MAPS, null)) {
            // at the start deciders skip few tokens, so every site has some
            var weights = Tiny.weights(method, lora, manager);
            weights.lora().parameters().stream()
                    .filter(factor -> factor.name().contains("lora_B"))
                    .forEach(factor -> Tiny.set(factor, () -> 0.1));
            weights.routers().parameters().stream()
                    .filter(path -> path.name().contains("skip_out"))
                    .forEach(path -> Tiny.set(path, () -> 0.1));
            try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
                collector.backward(
                        BatchLoss.results(weights, BatchLoss.sequences(8), true, manager).head());
            }
            for (Parameter parameter : weights.parameters()) {
                try (NDArray gradient = parameter.value().getGradient()) {
                    assertThat(gradient.abs().sum().getFloat())
                            .as(parameter.name())
                            .isPositive()
                            .isFinite();
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource(KINDS)
    void packingDoesNotChangeNumbersAndGradients(Method method) {
        var weights = trained(method);
        var batch = new ArrayList<Sequence>();
        for (Sequence sequence : BatchLoss.sequences(8)) {
            // different lengths, so that several sequences fit into the longest row
            int length = sequence.ids().length >> (batch.size() % 3);
            batch.add(
                    new Sequence(
                            sequence.id(), Arrays.copyOf(sequence.ids(), Math.max(3, length)), 2));
        }
        List<Float> padded = BatchLoss.lossAndGradients(weights, batch, false, manager);
        List<Float> packed = BatchLoss.lossAndGradients(weights, batch, true, manager);
        assertThat(packed).hasSameSizeAs(padded);
        for (int i = 0; i < padded.size(); i++) {
            assertThat(packed.get(i))
                    .isCloseTo(padded.get(i), offset(1e-4f * Math.max(1, padded.get(i))));
        }
    }

    @ParameterizedTest
    @MethodSource(KINDS)
    void aStepReportsTheDecidersLosses(Method method) {
        var weights = trained(method);
        var spec = Tiny.training(2, 8, 2, 1e-3);
        var trainer = new Trainer(spec, weights, Tiny.STREAMS, 2, manager);
        Trainer.Report report = trainer.step(0, Tiny.batches(20).next(8));
        assertThat(report.finite()).isTrue();
        assertThat(report.get(Trainer.EXECUTED_RATE)).isBetween(0.1, 1.0);
        method.decider(Tiny.CONFIG)
                .ifPresent(decider ->
                        decider.losses()
                                .forEach(loss -> {
                                    assertThat(report.get(loss.name())).isPositive();
                                    assertThat(report.get(loss.weightName())).isEqualTo(1);
                                }));
    }

    @Test
    void aLeftOutBlockHasNoWeightsInTraining() {
        var weights = Tiny.weights(new LeftOut(List.of(2, 5, 6, 7)), ALL_MAPS, manager);
        assertThat(weights.parameters())
                .extracting(Parameter::name)
                .noneMatch(name -> name.contains("layers.1.self_attn"))
                .noneMatch(name -> name.contains("layers.2.mlp"))
                .noneMatch(name -> name.contains("layers.3"))
                .anyMatch(name -> name.contains("layers.1.mlp"))
                .anyMatch(name -> name.contains("layers.2.self_attn"));
        var trainer = new Trainer(Tiny.training(1, 4, 1, 1e-3), weights, Tiny.STREAMS, 1, manager);
        assertThat(trainer.step(0, Tiny.batches(8).next(4)).get(Trainer.EXECUTED_RATE))
                .isEqualTo(0.5);
    }

    @Test
    void routersOfBothSitesOfALayerAreDifferentParameters() {
        var weights = trained(new RoutedSites(List.of(2, 3), true, KvPolicy.EVICT));
        assertThat(weights.routers().parameters())
                .extracting(Parameter::name)
                .contains("model.layers.1.router.out", "model.layers.1.mlp.router.out")
                .doesNotHaveDuplicates();
    }

    @Test
    void keysCannotBeCopiedFromALayerThatIsLeftOut() {
        Method method =
                new Method() {
                    @Override
                    public SiteMode mode(int site, int layers) {
                        return site == 0 ? SiteMode.SKIP : SiteMode.EXECUTE;
                    }

                    @Override
                    public KvPolicy kvPolicy() {
                        return KvPolicy.COPY;
                    }
                };
        var weights = Tiny.weights(method, ALL_MAPS, manager);
        assertThatThrownBy(() -> new DecoderLoss(weights, Tiny.STREAMS, manager))
                .hasMessageContaining("first layer's attention must not be left out");
    }

    private TrainableWeights trained(Method method) {
        return Tiny.asTrained(Tiny.weights(method, ALL_MAPS, manager));
    }
}
