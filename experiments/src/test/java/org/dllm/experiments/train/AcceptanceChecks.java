package org.dllm.experiments.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dllm.experiments.data.Encoded;
import org.dllm.experiments.data.Example;
import org.dllm.experiments.data.Synthetic;
import org.dllm.experiments.eval.Answered;
import org.dllm.experiments.eval.CountedFlops;
import org.dllm.experiments.eval.Evaluation;
import org.dllm.experiments.eval.EvaluationSpec;
import org.dllm.experiments.eval.FlopsModel;
import org.dllm.experiments.eval.Subject;
import org.dllm.experiments.lora.LoraSpec;
import org.dllm.experiments.method.Dense;
import org.dllm.experiments.method.Dllm;
import org.dllm.experiments.method.MethodSpec;
import org.dllm.experiments.method.RandomSkip;
import org.dllm.experiments.method.StaticLayers;
import org.dllm.experiments.model.Decoder;
import org.dllm.experiments.model.Generation;
import org.dllm.experiments.model.Generator;
import org.dllm.experiments.model.LlamaConfig;
import org.dllm.experiments.model.LlamaWeights;
import org.dllm.experiments.model.MaskedForward;
import org.dllm.experiments.model.Precision;
import org.dllm.experiments.model.Prompt;
import org.dllm.experiments.model.Sampling;
import org.dllm.experiments.model.Score;
import org.dllm.experiments.model.Scorer;
import org.dllm.experiments.model.Trace;
import org.dllm.experiments.model.tokenizer.Tokenizer;
import org.dllm.experiments.routing.Gate;
import org.dllm.experiments.routing.RouterContractTests;
import org.dllm.experiments.routing.RouterSpec;
import org.dllm.experiments.routing.TokenLinear;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What an implementation of D-LLM must hold, whatever the model: the checks (a) to (g) that the
 * differences between the paper and its code ask for. Each model that is tested is a subclass.
 */
abstract class AcceptanceChecks {

    private static final double CLOSE = 1e-4;

    private NDManager manager;

    /** The shape of the model. */
    abstract LlamaConfig config();

    /** Its weights. */
    abstract LlamaWeights.Source source();

    /** Its tokenizer; no check reads text. */
    abstract Tokenizer tokenizer();

    /** Sequences that the model can read. */
    abstract List<Encoded> examples(int count);

    /** By how much the same loss may differ that two forms compute. */
    abstract double rounding();

    /**
     * The same where tokens are evicted: the training form has ε = 1e-6 beside the attention that
     * falls on kept keys, and a trained model may leave them little of it.
     */
    abstract double evicting();

    /** Weights of the rate loss, from hardly any to one that reaches the target. */
    abstract List<Double> alphas();

    /** The rate that α is to reach, above what the forced layers alone make. */
    double target() {
        return 0.5;
    }

    /** Steps after which α has done its work. */
    abstract int steps();

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager();
    }

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void aRoutersThatAlwaysExecuteGiveTheDenseModelWithItsUpdates() {
        var dense = trained(new Dense());
        var routed = trained(dllm(0.5, 0, true));
        bias(routed, -100, 100);
        for (Encoded example : examples(3)) {
            var sequence = new Sequence(1, example.ids(), example.promptTokens());
            assertThat(loss(routed, sequence)).isCloseTo(loss(dense, sequence), offset(rounding()));
        }
        var prompts = prompts(2);
        try (var a = decoder(routed);
                var b = decoder(dense)) {
            List<Score> scores = new Scorer(a).score(prompts, gate(routed));
            List<Score> expected = new Scorer(b).score(prompts, Gate.DENSE);
            for (int i = 0; i < prompts.size(); i++) {
                assertSame(scores.get(i), expected.get(i));
            }
        }
    }

    /** D-LLM with each router, and without eviction. */
    static List<Dllm> asking() {
        return Stream.concat(
                        RouterContractTests.EXAMPLES.stream().map(AcceptanceChecks::with),
                        Stream.of(dllm(0.5, 1, false)))
                .toList();
    }

    private static Dllm with(RouterSpec router) {
        return new Dllm(0.5, new Dllm.AlphaSpec(1, "constant"), Tiny.KEEP, true, router);
    }

    @ParameterizedTest
    @MethodSource("asking")
    void bTokenByTokenIsTheWholeSequenceAtOnce(Dllm method) {
        boolean evict = method.evict();
        var weights = trained(method);
        var gate = gate(weights);
        var inference = inference(weights);
        var masked = new MaskedForward(inference, weights.routers().forInference(), evict);
        try (var decoder = new Decoder(inference, weights.routers().forInference(), evict)) {
            var prompts = prompts(2);
            List<Generation> told = generate(decoder, prompts, gate);
            for (int i = 0; i < prompts.size(); i++) {
                var whole =
                        new Prompt(
                                prompts.get(i).sequence(),
                                IntStream.concat(
                                                IntStream.of(prompts.get(i).ids()),
                                                IntStream.of(told.get(i).ids()))
                                        .toArray());
                Score once = new Scorer(decoder).score(List.of(whole), gate).getFirst();
                try (NDManager scope = manager.newSubManager()) {
                    var expected = masked.run(whole, gate, scope);
                    assertSame(once, score(whole, expected));
                    long[] best = expected.logits().argMax(1).toLongArray();
                    int from = prompts.get(i).ids().length;
                    for (int at = from; at < whole.ids().length; at++) {
                        assertThat(best[at - 1]).isEqualTo(whole.ids()[at]);
                    }
                }
                Trace stepped = told.get(i).trace();
                assertThat(skips(stepped)).isPositive();
                // the last generated token was never read
                assertThat(stepped.tokens()).isEqualTo(whole.ids().length - 1);
                assertSame(stepped, once.trace());
            }
        }
    }

    @Test
    void cTheTrainingMaskIsTheMaskOfMinusInfinity() {
        int layers = config().layers();
        for (MethodSpec method :
                List.of(
                        dllm(0.5, 1, true),
                        dllm(0.5, 1, false),
                        with(new TokenLinear(true)),
                        new RandomSkip(0.6, null, Tiny.KEEP, true),
                        new StaticLayers(
                                IntStream.range(0, layers).filter(l -> l != 2).boxed().toList(),
                                null,
                                null),
                        new Dense())) {
            assertTrainingIsInference(trained(method));
        }
    }

    @Test
    void cUpdatesOfEveryMapAreMergedAsTheyWereTrained() {
        var all =
                new LoraSpec(
                        4,
                        0.5,
                        0,
                        new TreeSet<>(List.of("q", "k", "v", "o", "gate", "up", "down")));
        assertTrainingIsInference(Tiny.asTrained(weights(dllm(0.5, 1, true), all)));
    }

    private void assertTrainingIsInference(TrainableWeights trained) {
        MethodSpec method = trained.recipe().method();
        double close = method.evict() ? evicting() : rounding();
        try (trained;
                NDManager scope = manager.newSubManager()) {
            var inference = LlamaWeights.load(config(), trained, scope, Precision.FP32);
            var reference =
                    new MaskedForward(inference, trained.routers().forInference(), method.evict());
            int skipped = 0;
            for (Encoded example : examples(2)) {
                int[] ids = example.ids();
                var prompt = new Prompt(3, Arrays.copyOf(ids, ids.length - 1));
                var expected = reference.run(prompt, gate(trained), scope);
                NDArray likelihood = expected.logits().logSoftmax(-1);
                for (int end = 2; end <= ids.length; end += 3) {
                    double nll = -likelihood.getFloat(end - 2, ids[end - 1]);
                    var one = new Sequence(3, Arrays.copyOf(ids, end), end - 1);
                    assertThat(loss(trained, one)).isCloseTo(nll, offset(close));
                }
                skipped += skips(expected.trace());
            }
            assertThat(skipped > 0).isEqualTo(!(method instanceof Dense));
        }
    }

    @Test
    void dASecondRequestSeesNothingOfTheFirst() {
        var weights = trained(dllm(0.5, 1, true));
        var prompts = prompts(2);
        Generation fresh;
        try (var decoder = decoder(weights)) {
            fresh = generate(decoder, prompts.subList(1, 2), gate(weights)).getFirst();
        }
        try (var decoder = decoder(weights)) {
            generate(decoder, prompts.subList(0, 1), gate(weights));
            var second = generate(decoder, prompts.subList(1, 2), gate(weights)).getFirst();
            assertThat(second.ids()).isEqualTo(fresh.ids());
            assertSame(second.trace(), fresh.trace());
        }
    }

    @Test
    void eFirstLayersAndTokensExecuteWhateverTheRoutersSay() {
        var weights = trained(dllm(0.5, 1, true));
        bias(weights, 100, -100);
        int layers = config().layers();
        var sequence = new Sequence(1, examples(1).getFirst().ids(), 1);
        NDList result = results(weights, List.of(sequence));
        assertThat(result.get(3).getFloat())
                .isCloseTo((float) Tiny.KEEP.layers() / layers, offset(1e-6f));
        // a sequence of forced tokens only runs everything
        var forced = new Sequence(1, Arrays.copyOf(sequence.ids(), Tiny.KEEP.tokens() + 1), 2);
        assertThat(loss(weights, forced))
                .isCloseTo(loss(trained(new Dense()), forced), offset(rounding()));
        try (var decoder = decoder(weights)) {
            Trace trace = generate(decoder, prompts(1), gate(weights)).getFirst().trace();
            for (int position = 0; position < trace.tokens(); position++) {
                for (int layer = 0; layer < layers; layer++) {
                    boolean kept = layer < Tiny.KEEP.layers() || position < Tiny.KEEP.tokens();
                    assertThat(trace.executed(position, layer)).isEqualTo(kept);
                }
            }
        }
    }

    @Test
    void fWhereAllExecutesTheCountIsTheDenseOneAndTheRouters() {
        var weights = trained(dllm(0.5, 1, true));
        bias(weights, -100, 100);
        Prompt prompt = prompts(1).getFirst();
        var gate = gate(weights);
        var forced = weights.recipe().method().forced(config().layers());
        var costs = FlopsModel.of(config(), weights.recipe().method());
        try (var decoder = decoder(weights)) {
            var generation = generate(decoder, List.of(prompt), gate).getFirst();
            int tokens = generation.trace().tokens();
            var task =
                    new EvaluationSpec(
                            "any", new Synthetic(List.of(), 1, 0), "test", "exact_match", 1, 1, 1);
            var answered =
                    new Answered(
                            0,
                            new Example("0", "any", 1, "", "", "", ""),
                            new Encoded(prompt.ids(), prompt.ids().length),
                            generation,
                            "",
                            "",
                            false,
                            new Score(new float[0], generation.trace()));
            var counted =
                    new CountedFlops()
                            .of(
                                    new Evaluation(
                                            task,
                                            new Subject(decoder, gate, forced, tokenizer(), costs),
                                            List.of(answered),
                                            1,
                                            1));
            int layers = config().layers();
            double dense =
                    layers * (tokens * costs.layer() + costs.perKey() * tokens * (tokens + 1) / 2.0)
                            + (double) costs.head() * generation.ids().length;
            double asked = (double) (tokens - Tiny.KEEP.tokens()) * (layers - Tiny.KEEP.layers());
            assertThat(counted.get("flops_ratio/layers")).isEqualTo(1.0);
            assertThat(counted)
                    .hasEntrySatisfying(
                            "flops_ratio/all",
                            ratio ->
                                    assertThat(ratio)
                                            .isCloseTo(
                                                    1 + asked * costs.router() / dense,
                                                    offset(1e-12)));
        }
    }

    @Test
    void gAlphaDrawsTheExecutedRateToItsTarget() {
        List<Double> rates =
                alphas().stream().map(alpha -> rateAfterTraining(target(), alpha)).toList();
        assertThat(rates).isSortedAccordingTo(Comparator.reverseOrder()).doesNotHaveDuplicates();
        assertThat(rates.getLast()).isBetween(target() - 0.05, target() + 0.1);
        assertThat(rateAfterTraining(1, alphas().getLast())).isGreaterThan(0.98);
    }

    private double rateAfterTraining(double target, double alpha) {
        try (var weights = weights(dllm(target, alpha, true))) {
            var trainer =
                    new Trainer(
                            Tiny.training(steps(), 4, 1, 1e-2),
                            weights,
                            Tiny.STREAMS,
                            steps(),
                            manager);
            var batches = new Batches(List.of(new TrainingSet(1, examples(20))), Tiny.STREAMS);
            double rate = Double.NaN;
            for (int step = 0; step < steps(); step++) {
                rate = trainer.step(step, batches.next(4)).executedRate();
            }
            return rate;
        }
    }

    private static Dllm dllm(double target, double alpha, boolean evict) {
        return Tiny.dllm(target, alpha, evict);
    }

    private TrainableWeights weights(MethodSpec method) {
        return weights(method, Tiny.lora(0));
    }

    private TrainableWeights weights(MethodSpec method, LoraSpec lora) {
        return new TrainableWeights(
                new Recipe(config(), method, lora, "fp32"),
                source(),
                Tiny.STREAMS,
                manager.newSubManager());
    }

    private TrainableWeights trained(MethodSpec method) {
        return Tiny.asTrained(weights(method));
    }

    private static void bias(TrainableWeights weights, double skip, double execute) {
        for (Parameter router : weights.routers().parameters()) {
            if (router.name().endsWith("out_bias")) {
                var values = List.of(skip, execute).iterator();
                Tiny.set(router, values::next);
            } else if (router.name().endsWith("out")) {
                Tiny.set(router, () -> 0);
            }
        }
    }

    private double loss(TrainableWeights weights, Sequence sequence) {
        return results(weights, List.of(sequence)).get(1).getFloat();
    }

    private NDList results(TrainableWeights weights, List<Sequence> batch) {
        var loss = new DecoderLoss(weights, Tiny.STREAMS, manager);
        long targets = batch.stream().mapToLong(Sequence::targets).sum();
        var whole = new DecoderLoss.Whole(0, targets, loss.budget(batch), 1);
        return loss.of(batch, whole, false, manager);
    }

    private Gate gate(TrainableWeights weights) {
        return weights.recipe().method().gate(config().layers(), Tiny.STREAMS);
    }

    private LlamaWeights inference(TrainableWeights weights) {
        return LlamaWeights.load(config(), weights, manager, Precision.FP32);
    }

    private Decoder decoder(TrainableWeights weights) {
        return new Decoder(
                inference(weights),
                weights.routers().forInference(),
                weights.recipe().method().evict());
    }

    private List<Prompt> prompts(int count) {
        var examples = examples(count);
        return IntStream.range(0, count)
                .mapToObj(i -> new Prompt(i, examples.get(i).ids()))
                .toList();
    }

    private static List<Generation> generate(Decoder decoder, List<Prompt> prompts, Gate gate) {
        return new Generator(decoder, Sampling.GREEDY).generate(prompts, gate, 12, _ -> false);
    }

    private static Score score(Prompt prompt, MaskedForward.Result result) {
        NDArray likelihood = result.logits().logSoftmax(1);
        var nll = new float[prompt.ids().length - 1];
        for (int i = 0; i < nll.length; i++) {
            nll[i] = -likelihood.getFloat(i, prompt.ids()[i + 1]);
        }
        return new Score(nll, result.trace());
    }

    private static int skips(Trace trace) {
        int skips = 0;
        for (int position = 0; position < trace.tokens(); position++) {
            for (int layer = 0; layer < trace.layers(); layer++) {
                skips += trace.executed(position, layer) ? 0 : 1;
            }
        }
        return skips;
    }

    private static void assertSame(Score actual, Score expected) {
        assertThat(actual.nll()).containsExactly(expected.nll(), offset((float) CLOSE));
        assertSame(actual.trace(), expected.trace());
    }

    /** One may have read a token more than the other. */
    private static void assertSame(Trace actual, Trace expected) {
        for (int position = 0; position < actual.tokens(); position++) {
            for (int layer = 0; layer < actual.layers(); layer++) {
                assertThat(actual.executed(position, layer))
                        .isEqualTo(expected.executed(position, layer));
                assertThat(actual.visibleKeys(position, layer))
                        .isEqualTo(expected.visibleKeys(position, layer));
            }
        }
    }
}
