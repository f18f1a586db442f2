package org.dllm.experiments.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;
import org.dllm.experiments.method.Method;
import org.dllm.experiments.random.RandomStreams;
import org.dllm.experiments.routing.Decider;
import org.dllm.experiments.routing.Gate;
import org.dllm.experiments.routing.Router;
import org.dllm.experiments.routing.Routers;
import org.dllm.experiments.routing.SiteMode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Properties of inference for every kind of decision. */
class DecisionContractTests {

    private static final String KINDS = "org.dllm.experiments.method.DecisionKinds#inInference";
    private static final RandomStreams STREAMS = new RandomStreams(11);
    private static final LlamaConfig CONFIG = TinyLlama.CONFIG;
    private static final int STEPS = 12;

    private NDManager manager;
    private LlamaWeights weights;

    @BeforeEach
    void model() {
        manager = NDManager.newBaseManager();
        weights = TinyLlama.weights(CONFIG, manager);
    }

    @AfterEach
    void free() {
        manager.close();
    }

    @ParameterizedTest
    @MethodSource(KINDS)
    void prefillAgreesWithTheMaskedForm(Method method) {
        var prompts = TinyLlama.prompts(CONFIG, 40, 1, 17, 3, 29);
        Gate gate = method.gate(CONFIG.layers(), STREAMS);
        int skips = 0;
        try (var decoder = decoder(method)) {
            List<Score> together = new Scorer(decoder).score(prompts, gate);
            for (int i = 0; i < prompts.size(); i++) {
                Score expected = DecoderTests.masked(masked(method), prompts.get(i), gate);
                Score alone = new Scorer(decoder).score(List.of(prompts.get(i)), gate).getFirst();
                DecoderTests.assertSame(together.get(i), expected);
                DecoderTests.assertSame(alone, expected);
                skips += skips(expected.trace());
            }
        }
        assertThat(skips).isPositive();
    }

    /** Logits are on the side of the threshold that the decision says. */
    @ParameterizedTest
    @MethodSource(KINDS)
    void decisionsHaveTheLogitsTheyFollowFrom(Method method) {
        var prompts = TinyLlama.prompts(CONFIG, 40, 1, 17, 3, 29);
        Gate gate = method.gate(CONFIG.layers(), STREAMS);
        try (var decoder = decoder(method)) {
            boolean logits =
                    method.decider(CONFIG)
                            .filter(decider -> decider.executesFrom().isPresent())
                            .isPresent();
            assertThat(RouterDecisions.of(decoder, prompts, gate).isPresent()).isEqualTo(logits);
            RouterDecisions.of(decoder, prompts, gate)
                    .ifPresent(found ->
                            assertThat(found.all())
                                    .isNotEmpty()
                                    .anyMatch(RouterDecisions.Decision::executed)
                                    .anyMatch(one -> !one.executed())
                                    .allMatch(one ->
                                            one.executed()
                                                    == (one.difference()
                                                            >= (float) found.executesFrom())));
        }
    }

    @ParameterizedTest
    @MethodSource(KINDS)
    void decodeAgreesWithTheMaskedForm(Method method) {
        Gate gate = method.gate(CONFIG.layers(), STREAMS);
        for (int[] lengths : new int[][] {{12, 5, 9, 2}, {14}}) {
            var prompts = TinyLlama.prompts(CONFIG, lengths);
            try (var decoder = decoder(method);
                    NDManager scope = manager.newSubManager()) {
                List<float[][]> stepped = DecoderTests.steps(decoder, prompts, gate, STEPS, scope);
                for (int i = 0; i < prompts.size(); i++) {
                    int from = prompts.get(i).ids().length;
                    int[] ids = DecoderTests.continued(prompts.get(i), STEPS);
                    float[] logits =
                            masked(method)
                                    .run(new Prompt(i, ids, from), gate, scope)
                                    .logits()
                                    .toFloatArray();
                    for (int s = 0; s < STEPS; s++) {
                        for (int v = 0; v < CONFIG.vocabulary(); v++) {
                            assertThat(stepped.get(i)[s][v])
                                    .isCloseTo(
                                            logits[(from + s) * CONFIG.vocabulary() + v],
                                            offset(1e-4f));
                        }
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource(KINDS)
    void answersAndTracesDoNotDependOnTheBatch(Method method) {
        var prompts = TinyLlama.prompts(CONFIG, 12, 1, 9, 30, 2);
        Gate gate = method.gate(CONFIG.layers(), STREAMS);
        try (var decoder = decoder(method)) {
            var generator = new Generator(decoder, Sampling.GREEDY);
            List<Generation> together = generator.generate(prompts, gate, 20, _ -> false);
            for (int i = 0; i < prompts.size(); i++) {
                Generation alone =
                        generator
                                .generate(List.of(prompts.get(i)), gate, 20, _ -> false)
                                .getFirst();
                assertThat(together.get(i).ids()).isEqualTo(alone.ids());
                DecoderTests.assertSame(together.get(i).trace(), alone.trace());
                Prompt whole = whole(prompts.get(i), alone);
                Score once = new Scorer(decoder).score(List.of(whole), gate).getFirst();
                DecoderTests.assertSame(alone.trace(), once.trace());
            }
        }
    }

    @ParameterizedTest
    @MethodSource(KINDS)
    void aContinuationsScoreDoesNotDependOnOthers(Method method) {
        var random = new Random(5);
        List<int[]> texts =
                IntStream.of(4, 1, 9, 2)
                        .mapToObj(length -> random.ints(length, 0, CONFIG.vocabulary()).toArray())
                        .toList();
        int[] context = random.ints(11, 0, CONFIG.vocabulary()).toArray();
        Gate gate = method.gate(CONFIG.layers(), STREAMS);
        try (var decoder = decoder(method)) {
            var scorer = new ContinuationScorer(decoder);
            var together = scorer.score(List.of(new Continuations(3, context, texts)), gate);
            for (int i = 0; i < texts.size(); i++) {
                var one = new Continuations(3, context, List.of(texts.get(i)));
                var alone = scorer.score(List.of(one), gate).getFirst().each().getFirst();
                assertThat(together.getFirst().each().get(i).logP())
                        .isCloseTo(alone.logP(), offset(1e-4));
            }
        }
    }

    /** Without the last token, which is never read. */
    private static Prompt whole(Prompt prompt, Generation generated) {
        int[] ids =
                IntStream.concat(
                                IntStream.of(prompt.ids()),
                                IntStream.of(generated.ids()).limit(generated.ids().length - 1))
                        .toArray();
        return new Prompt(prompt.sequence(), ids, prompt.ids().length);
    }

    private static int skips(Trace trace) {
        int skips = 0;
        for (int token = 0; token < trace.tokens(); token++) {
            for (int site = 0; site < trace.sites(); site++) {
                skips += trace.executed(token, site) ? 0 : 1;
            }
        }
        return skips;
    }

    private Decoder decoder(Method method) {
        return new Decoder(weights, routers(method), method.kvPolicy());
    }

    private MaskedForward masked(Method method) {
        return new MaskedForward(weights, routers(method), method.kvPolicy());
    }

    /** Deciders with arrays that make them skip about half of the time. */
    private Optional<Routers> routers(Method method) {
        return method.decider(CONFIG)
                .map(decider -> {
                    var sites = new TreeMap<Integer, List<NDArray>>();
                    List<SiteMode> modes = method.modes(CONFIG.layers());
                    for (int site = 0; site < modes.size(); site++) {
                        if (modes.get(site) == SiteMode.ASK && decider.weightsOf(site) >= 0) {
                            sites.computeIfAbsent(
                                    decider.weightsOf(site), owner -> arrays(decider, owner));
                        }
                    }
                    return new Routers(decider, sites);
                });
    }

    private List<NDArray> arrays(Decider decider, int site) {
        var random = STREAMS.stream("arrays", site);
        var arrays = new ArrayList<NDArray>();
        for (Router.Weight weight : decider.weights()) {
            var values = new float[(int) weight.shape().size()];
            DoubleSupplier fitted = weight.start().from(random);
            boolean bias = weight.name().endsWith("bias");
            for (int i = 0; i < values.length; i++) {
                values[i] =
                        (float)
                                (decider.exits()
                                        ? fitted.getAsDouble()
                                        : bias ? 0 : 0.5 * random.gaussian());
            }
            arrays.add(manager.create(values, weight.shape()));
        }
        return arrays;
    }
}
