package org.dllm.experiments.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.dllm.experiments.routing.Gate;
import org.dllm.experiments.routing.KvPolicy;
import org.dllm.experiments.routing.Routers;
import org.dllm.experiments.routing.Site;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecoderTests {

    private static final double CLOSE = 1e-4;
    private static final Gate D_LLM = TinyLlama.keeping(2, 2, (_, _, _) -> Gate.ASK);
    private static final Gate COIN =
            TinyLlama.keeping(
                    1, 1, (s, p, l) -> (byte) ((s * 7919 + p * 104729L + l * 1299709L) / 64 % 2));
    // a gate that asks the router in one layer and decides in the others
    private static final Gate MIXED =
            Gate.ofLayers((s, p, l) ->
                    l == 3 ? Gate.ASK : (p + l + s) % 3 == 0 ? Gate.SKIP : Gate.EXECUTE);

    private NDManager manager;
    private LlamaWeights weights;
    private Routers routers;

    @BeforeEach
    void model() {
        manager = NDManager.newBaseManager();
        weights = TinyLlama.weights(TinyLlama.CONFIG, manager);
        routers = TinyLlama.routers(TinyLlama.CONFIG, 2, 16, manager);
    }

    @AfterEach
    void free() {
        manager.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void skippingAgreesWithTheMaskedForm(boolean evict) {
        var prompts = TinyLlama.prompts(TinyLlama.CONFIG, 40, 1, 17, 3, 29);
        for (Gate gate : List.of(Gate.DENSE, D_LLM, COIN, MIXED)) {
            var reference = new MaskedForward(weights, Optional.of(routers), KvPolicy.of(evict));
            try (var decoder = decoder(evict)) {
                List<Score> together = new Scorer(decoder).score(prompts, gate);
                for (int i = 0; i < prompts.size(); i++) {
                    Prompt prompt = prompts.get(i);
                    Score expected = masked(reference, prompt, gate);
                    Score alone = new Scorer(decoder).score(List.of(prompt), gate).getFirst();
                    assertSame(together.get(i), expected);
                    assertSame(alone, expected);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void decodeAgreesWithPrefill(boolean evict) {
        var prompts = TinyLlama.prompts(TinyLlama.CONFIG, 12, 5, 9);
        var reference = new MaskedForward(weights, Optional.of(routers), KvPolicy.of(evict));
        for (Gate gate : List.of(Gate.DENSE, D_LLM, COIN, MIXED)) {
            try (var decoder = decoder(evict);
                    NDManager scope = manager.newSubManager()) {
                List<float[][]> stepped = steps(decoder, prompts, gate, 20, scope);
                for (int i = 0; i < prompts.size(); i++) {
                    int[] whole = continued(prompts.get(i), 20);
                    var expected = reference.run(new Prompt(i, whole), gate, scope);
                    int vocabulary = TinyLlama.CONFIG.vocabulary();
                    float[] logits = expected.logits().toFloatArray();
                    for (int s = 0; s < 20; s++) {
                        int position = prompts.get(i).ids().length + s;
                        for (int v = 0; v < vocabulary; v++) {
                            assertThat((double) stepped.get(i)[s][v])
                                    .isCloseTo(
                                            logits[position * vocabulary + v],
                                            Offset.offset(CLOSE));
                        }
                    }
                }
            }
        }
    }

    @Test
    void aSequenceEndsAtTheContextsEndWhileOthersContinue() {
        int context = TinyLlama.CONFIG.context();
        var prompts = TinyLlama.prompts(TinyLlama.CONFIG, context, 7, context - 3, 12);
        try (var decoder = decoder(true)) {
            var generator = new Generator(decoder, Sampling.GREEDY);
            List<Generation> together = generator.generate(prompts, MIXED, 30, _ -> false);
            assertThat(together).map(g -> g.ids().length).containsExactly(1, 30, 4, 30);
            assertThat(together.get(2).trace().tokens()).isEqualTo(context);
            for (int i = 0; i < prompts.size(); i++) {
                List<Generation> alone =
                        generator.generate(List.of(prompts.get(i)), MIXED, 30, _ -> false);
                assertThat(together.get(i).ids()).isEqualTo(alone.getFirst().ids());
            }
        }
    }

    @Test
    void resultsDoNotDependOnTheNumberOfThreads() {
        int threads = JniUtils.getNumThreads();
        var prompt = TinyLlama.prompts(TinyLlama.CONFIG, 12);
        List<float[][]> logits = new ArrayList<>();
        try (NDManager scope = manager.newSubManager()) {
            for (int count : new int[] {1, 4}) {
                JniUtils.setNumThreads(count);
                try (var decoder = decoder(true)) {
                    logits.addAll(steps(decoder, prompt, MIXED, 20, scope));
                }
            }
        } finally {
            JniUtils.setNumThreads(threads);
        }
        for (int step = 0; step < 20; step++) {
            assertThat(logits.get(1)[step])
                    .usingComparatorWithPrecision((float) CLOSE)
                    .containsExactly(logits.get(0)[step]);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void answersDoNotDependOnTheBatch(boolean evict) {
        var prompts = TinyLlama.prompts(TinyLlama.CONFIG, 12, 1, 9, 30, 2, 12, 7);
        IntPredicate stop = id -> id % 11 == 3;
        for (Gate gate : List.of(Gate.DENSE, D_LLM, COIN, MIXED)) {
            try (var decoder = decoder(evict)) {
                var generator = new Generator(decoder, Sampling.GREEDY);
                List<Generation> together = generator.generate(prompts, gate, 40, stop);
                for (int i = 0; i < prompts.size(); i++) {
                    Generation alone =
                            generator
                                    .generate(prompts.subList(i, i + 1), gate, 40, stop)
                                    .getFirst();
                    assertThat(together.get(i).ids()).isEqualTo(alone.ids());
                    assertSame(together.get(i).trace(), alone.trace());
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 0.5})
    void aDrawWithLowTemperatureChoosesTheMostLikelyToken(double topP) {
        var prompts = TinyLlama.prompts(TinyLlama.CONFIG, 12, 1, 9);
        IntPredicate stop = id -> id % 11 == 3;
        var cold = new Sampling(1e-6, topP, () -> 0.5);
        try (var decoder = decoder(true)) {
            List<Generation> drawn =
                    new Generator(decoder, cold).generate(prompts, D_LLM, 20, stop);
            List<Generation> greedy =
                    new Generator(decoder, Sampling.GREEDY).generate(prompts, D_LLM, 20, stop);
            for (int i = 0; i < prompts.size(); i++) {
                assertThat(drawn.get(i).ids()).isEqualTo(greedy.get(i).ids());
            }
        }
    }

    @Test
    void tracesCountForcedExecutionsAndVisibleKeys() {
        Prompt prompt = TinyLlama.prompts(TinyLlama.CONFIG, 20).getFirst();
        try (var decoder = decoder(true)) {
            Trace trace =
                    new Generator(decoder, Sampling.GREEDY)
                            .generate(List.of(prompt), D_LLM, 10, DecoderTests::never)
                            .getFirst()
                            .trace();
            assertThat(trace.tokens()).isEqualTo(29);
            long skipped = 0;
            for (int l = 0; l < trace.layers(); l++) {
                int kept = 0;
                for (int p = 0; p < trace.tokens(); p++) {
                    boolean executed = trace.executed(p, Site.attention(l));
                    kept += executed ? 1 : 0;
                    skipped += executed ? 0 : 1;
                    assertThat(executed || (l >= 2 && p >= 2)).isTrue();
                    assertThat(trace.executed(p, Site.feedForward(l))).isEqualTo(executed);
                    assertThat(trace.keepsKey(p, l)).isEqualTo(executed);
                }
                assertThat(trace.keptEntries(l)).isEqualTo(kept);
            }
            assertThat(skipped).isBetween(15L, 75L);
            Trace dense = new Scorer(decoder).score(List.of(prompt), Gate.DENSE).getFirst().trace();
            assertThat(dense.keptEntries(4)).isEqualTo(20);
        }
    }

    @Test
    void theCacheHoldsOnlyKeptEntries() {
        Prompt prompt = TinyLlama.prompts(TinyLlama.CONFIG, 40).getFirst();
        Gate half = Gate.ofLayers((_, p, l) -> l < 2 || p % 2 == 0 ? Gate.EXECUTE : Gate.SKIP);
        try (var decoder = decoder(true);
                NDManager scope = manager.newSubManager()) {
            var prefilled = decoder.prefill(new PackedPrompts(List.of(prompt)), half, 1, scope);
            try (var cache = new KvCache(scope, prefilled.caches(), prefilled.kept())) {
                assertThat(IntStream.range(0, 5).mapToLong(layer -> cache.entries(layer, 0)))
                        .containsExactly(40L, 40L, 20L, 20L, 20L);
            }
        }
    }

    @Test
    void bfloat16WeightsStayNearFloat32() {
        Prompt prompt = TinyLlama.prompts(TinyLlama.CONFIG, 30).getFirst();
        try (var half = TinyLlama.weights(TinyLlama.CONFIG, manager, Precision.BF16);
                var decoder = new Decoder(half);
                var full = new Decoder(weights)) {
            double a = new Scorer(decoder).score(List.of(prompt), Gate.DENSE).getFirst().meanNll();
            double b = new Scorer(full).score(List.of(prompt), Gate.DENSE).getFirst().meanNll();
            assertThat(a).isCloseTo(b, Offset.offset(0.1)).isNotEqualTo(b);
            assertThat(generate(decoder, prompt).ids()).hasSize(30);
        }
    }

    @Test
    void aSequenceLongerThanTheContextIsRejected() {
        var prompts = TinyLlama.prompts(TinyLlama.CONFIG, 97);
        try (var decoder = decoder(true)) {
            assertThatThrownBy(() -> new Scorer(decoder).score(prompts, Gate.DENSE))
                    .hasMessageContaining("97")
                    .hasMessageContaining("96");
        }
    }

    private static boolean never(int id) {
        return id < 0;
    }

    private Decoder decoder(boolean evict) {
        return new Decoder(weights, Optional.of(routers), KvPolicy.of(evict));
    }

    private static Generation generate(Decoder decoder, Prompt prompt) {
        var generator = new Generator(decoder, Sampling.GREEDY);
        return generator.generate(List.of(prompt), Gate.DENSE, 30, DecoderTests::never).getFirst();
    }

    /** Logits (sequence, step, V) of feeding fixed tokens one at a time after the prompts. */
    static List<float[][]> steps(
            Decoder decoder, List<Prompt> prompts, Gate gate, int steps, NDManager scope) {
        int size = prompts.size();
        int layers = decoder.config().layers();
        int vocabulary = decoder.config().vocabulary();
        List<float[][]> logits = new ArrayList<>();
        prompts.forEach(_ -> logits.add(new float[steps][]));
        var packed = new PackedPrompts(prompts);
        var prefilled = decoder.prefill(packed, gate, 3, scope);
        List<Gate> gates =
                packed.traces(prefilled.executed(), layers, true).stream()
                        .map(trace -> decoder.afterPrompt(gate, trace))
                        .toList();
        try (var cache = new KvCache(scope, prefilled.caches(), prefilled.kept())) {
            for (int s = 0; s < steps; s++) {
                var ids = new long[size];
                var positions = new long[size];
                for (int b = 0; b < size; b++) {
                    ids[b] = continued(prompts.get(b), s + 1)[prompts.get(b).ids().length + s];
                    positions[b] = prompts.get(b).ids().length + (long) s;
                }
                var given =
                        new Given(
                                layers,
                                size,
                                (site, b) -> gates.get(b).at(b, (int) positions[b], site));
                byte[] live = new byte[size];
                Arrays.fill(live, (byte) 1);
                float[] all =
                        decoder.step(cache, ids, positions, given, live, scope)
                                .logits()
                                .toFloatArray();
                for (int b = 0; b < size; b++) {
                    logits.get(b)[s] =
                            Arrays.copyOfRange(all, b * vocabulary, (b + 1) * vocabulary);
                }
            }
        }
        return logits;
    }

    static int[] continued(Prompt prompt, int more) {
        return IntStream.concat(
                        IntStream.of(prompt.ids()),
                        IntStream.range(0, more).map(i -> (i * 37 + 11) % 61))
                .toArray();
    }

    static Score masked(MaskedForward reference, Prompt prompt, Gate gate) {
        try (NDManager scope = reference.weights().manager().newSubManager()) {
            var result = reference.run(prompt, gate, scope);
            float[] logP = result.logits().logSoftmax(1).toFloatArray();
            int vocabulary = reference.weights().config().vocabulary();
            var nll = new float[prompt.ids().length - 1];
            for (int i = 0; i < nll.length; i++) {
                nll[i] = -logP[i * vocabulary + prompt.ids()[i + 1]];
            }
            return new Score(nll, result.trace());
        }
    }

    static void assertSame(Score actual, Score expected) {
        assertThat(actual.nll())
                .hasSize(expected.nll().length)
                .containsExactly(expected.nll(), Offset.offset((float) CLOSE));
        assertSame(actual.trace(), expected.trace());
    }

    static void assertSame(Trace actual, Trace expected) {
        assertThat(actual.tokens()).isEqualTo(expected.tokens());
        for (int p = 0; p < actual.tokens(); p++) {
            for (int site = 0; site < actual.sites(); site++) {
                assertThat(actual.executed(p, site)).isEqualTo(expected.executed(p, site));
            }
            for (int l = 0; l < actual.layers(); l++) {
                assertThat(actual.keepsKey(p, l)).isEqualTo(expected.keepsKey(p, l));
            }
        }
    }
}
