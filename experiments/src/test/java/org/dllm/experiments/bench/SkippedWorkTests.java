package org.dllm.experiments.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.dllm.experiments.eval.FlopsModel;
import org.dllm.experiments.method.AlphaSpec;
import org.dllm.experiments.method.Dllm;
import org.dllm.experiments.method.KeepSpec;
import org.dllm.experiments.method.Method;
import org.dllm.experiments.method.MethodSpec;
import org.dllm.experiments.method.StaticLayers;
import org.dllm.experiments.model.Decoder;
import org.dllm.experiments.model.Generation;
import org.dllm.experiments.model.LlamaConfig;
import org.dllm.experiments.model.LlamaWeights;
import org.dllm.experiments.model.Precision;
import org.dllm.experiments.model.Rope;
import org.dllm.experiments.model.Trace;
import org.dllm.experiments.random.RandomStreams;
import org.dllm.experiments.routing.Gate;
import org.dllm.experiments.routing.Site;
import org.dllm.experiments.routing.TokenMlp;
import org.dllm.experiments.train.InitialWeights;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Checks the limits of the skip benchmark against hand counts. */
class SkippedWorkTests {

    private static final LlamaConfig CONFIG =
            new LlamaConfig(4, 16, 24, 2, 1, 8, 40, 64, 1e-5, new Rope(10_000, null), true);

    /** q and o (16 × 16 each), k and v (16 × 8 each), three matrices of 16 × 24. */
    private static final double LAYER = 2 * 256 + 2 * 128 + 3 * 384;

    private static final double HEAD = 16 * 40;

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void halfOfTheLayersLeaveHalfOfTheirWeights() {
        var method = new StaticLayers(List.of(0, 2));
        try (Decoder decoder = decoder(method, 0)) {
            var work = work(method);
            for (int batch : List.of(1, 3)) {
                List<Generation> answers = speed(decoder, method).generate(batch, 4, 5);
                assertThat(work.limitOfWeights(answers))
                        .isCloseTo((HEAD + 4 * LAYER) / (HEAD + 2 * LAYER), within(1e-12));
                assertThat(work.executedRate(answers.getFirst().trace())).isEqualTo(0.5);
            }
            // one token attends to itself: 4 operations per width
            Generation read = speed(decoder, method).generate(1, 1, 1).getFirst();
            assertThat(work.limitOfOperations(read.trace()))
                    .isCloseTo(
                            (2 * HEAD + 4 * (2 * LAYER + 4 * 16))
                                    / (2 * HEAD + 2 * (2 * LAYER + 4 * 16)),
                            within(1e-12));
        }
    }

    @Test
    void aBatchReadsALayerIfAnyRowExecutesIt() {
        MethodSpec method = dllm();
        try (Decoder decoder = decoder(method, 0.5)) {
            var work = work(method);
            List<Generation> answers = speed(decoder, method).generate(6, 4, 9);
            assertThat(work.limitOfWeights(answers))
                    .isLessThan(work.limitOfWeights(answers.subList(0, 1)))
                    .isGreaterThan(0.8);
        }
    }

    @Test
    void biasesAreMovedUntilTheAskedShareExecutes() {
        MethodSpec method = dllm();
        try (Decoder decoder = decoder(method, 0.25)) {
            Generation read = speed(decoder, method).generate(1, 64, 1).getFirst();
            // two layers and two tokens are forced; a quarter of the rest executes
            double expected = (2 + 2 * (2 + 62 * 0.25) / 64) / 4;
            assertThat(work(method).executedRate(read.trace()))
                    .isCloseTo(expected, within(2.0 / 64));
        }
    }

    @Test
    void aProbeReadsTheHeadUntilTheTokenExits() {
        Method method = adaInfer();
        double probe = HEAD + (2 + 2) * 512;
        double keyValue = 2 * 128;
        double dense = HEAD + 4 * LAYER;
        try (Decoder none = decoder(method, 1);
                Decoder all = decoder(method, 0)) {
            var work = work(method);
            assertThat(work.limitOfWeights(speed(none, method).generate(2, 4, 5)))
                    .isCloseTo(dense / (dense + 3 * probe), within(1e-12));
            assertThat(work.limitOfWeights(speed(all, method).generate(2, 4, 5)))
                    .isCloseTo(dense / (HEAD + LAYER + probe + 3 * keyValue), within(1e-12));
        }
    }

    @Test
    void aClassifiersBiasIsMovedUntilTheAskedShareExecutes() {
        Method method = adaInfer();
        try (Decoder decoder = decoder(method, 0.5)) {
            Trace read = speed(decoder, method).generate(1, 64, 1).getFirst().trace();
            assertThat(work(method).executedRate(read))
                    .isCloseTo((1 + 3 * 0.5) / 4, within(2.0 / 64));
            assertThat(
                            IntStream.range(0, read.tokens())
                                    .mapToObj(token ->
                                            IntStream.range(0, CONFIG.layers())
                                                    .filter(layer ->
                                                            read.executed(
                                                                    token, Site.attention(layer)))
                                                    .count())
                                    .distinct())
                    .hasSizeGreaterThan(1);
        }
    }

    /** Probes after the first three of four layers. */
    private static Method adaInfer() {
        MethodSpec spec = Objects.requireNonNull(SkipMethods.all().get("adainfer")).method();
        return SkipBenchmark.fitted(spec, CONFIG.layers());
    }

    private static MethodSpec dllm() {
        var alpha = new AlphaSpec(1, "constant");
        return new Dllm(0.5, alpha, new KeepSpec(2, 2), true, new TokenMlp(8));
    }

    private static SkippedWork work(Method method) {
        return new SkippedWork(FlopsModel.of(CONFIG, method), gate(method));
    }

    private static Gate gate(Method method) {
        return method.gate(CONFIG.layers(), new RandomStreams(0));
    }

    private static GenerationSpeed speed(Decoder decoder, Method method) {
        return new GenerationSpeed(decoder, gate(method));
    }

    private Decoder decoder(Method method, double asked) {
        var source = new InitialWeights(CONFIG, new RandomStreams(0));
        var weights = LlamaWeights.load(CONFIG, source, manager, Precision.FP32);
        return BalancedRouters.decoder(weights, method, gate(method), asked, manager);
    }
}
