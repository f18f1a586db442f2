package org.dllm.experiments.train;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.dllm.experiments.data.EncodedExample;
import org.dllm.experiments.lora.LoraSpec;
import org.dllm.experiments.method.MethodSpec;
import org.dllm.experiments.model.Decoder;
import org.dllm.experiments.model.Generation;
import org.dllm.experiments.model.Generator;
import org.dllm.experiments.model.LlamaConfig;
import org.dllm.experiments.model.LlamaWeights;
import org.dllm.experiments.model.Precision;
import org.dllm.experiments.model.Prompt;
import org.dllm.experiments.model.Sampling;
import org.dllm.experiments.model.tokenizer.Tokenizer;
import org.dllm.experiments.routing.Gate;
import org.jspecify.annotations.Nullable;

/** A model that is checked, and what the checks make of it between {@link #open} and free. */
final class CheckedModel implements AutoCloseable {

    private final String name;
    private final Base base;
    private final Limits limits;
    private final Runnable close;
    private @Nullable NDManager arrays;

    /**
     * What there is.
     *
     * @param tokenizer of which no check reads text
     * @param examples as many sequences, which the model can read
     */
    record Base(
            LlamaConfig config,
            LlamaWeights.Source source,
            Tokenizer tokenizer,
            IntFunction<List<EncodedExample>> examples) {}

    /**
     * What is asked of it.
     *
     * @param rounding by how much the same loss may differ that two forms compute
     * @param evicting the same where tokens are evicted: the training form has ε = 1e-6 beside the
     *     attention that falls on kept keys, and a trained model may leave them little of it
     * @param alphas weights of the rate loss, from hardly any to one that reaches the target
     * @param target the rate that α is to reach, above what the forced layers alone make
     * @param steps after which α has done its work
     */
    record Limits(
            double rounding, double evicting, List<Double> alphas, double target, int steps) {}

    CheckedModel(String name, Base base, Limits limits, Runnable close) {
        this.name = name;
        this.base = base;
        this.limits = limits;
        this.close = close;
    }

    void open() {
        arrays = NDManager.newBaseManager();
    }

    /** Frees what was made since {@link #open}. */
    void free() {
        manager().close();
        arrays = null;
    }

    @Override
    public void close() {
        close.run();
    }

    NDManager manager() {
        return Objects.requireNonNull(arrays, "the model is open");
    }

    String name() {
        return name;
    }

    LlamaConfig config() {
        return base.config();
    }

    Tokenizer tokenizer() {
        return base.tokenizer();
    }

    List<EncodedExample> examples(int count) {
        return base.examples().apply(count);
    }

    Limits limits() {
        return limits;
    }

    List<Prompt> prompts(int count) {
        List<EncodedExample> examples = examples(count);
        return IntStream.range(0, count)
                .mapToObj(i -> new Prompt(i, examples.get(i).ids()))
                .toList();
    }

    TrainableWeights weights(MethodSpec method) {
        return weights(method, Tiny.lora(0));
    }

    TrainableWeights weights(MethodSpec method, LoraSpec lora) {
        return new TrainableWeights(
                new Recipe(config(), method, lora, "fp32"),
                base.source(),
                Tiny.STREAMS,
                manager().newSubManager());
    }

    TrainableWeights trained(MethodSpec method) {
        return Tiny.asTrained(weights(method));
    }

    /** Cross-entropy of one sequence in the training form. */
    double loss(TrainableWeights weights, Sequence sequence) {
        return results(weights, sequence).get(1).getFloat();
    }

    /** All that the training form tells of one sequence, no decision drawn. */
    NDList results(TrainableWeights weights, Sequence sequence) {
        List<Sequence> batch = List.of(sequence);
        var loss = new DecoderLoss(weights, Tiny.STREAMS, manager());
        var whole = new DecoderLoss.Whole(0, sequence.targets(), loss.budget(batch), 1);
        return loss.of(batch, whole, false, manager());
    }

    Gate gate(TrainableWeights weights) {
        return weights.recipe().method().gate(config().layers(), Tiny.STREAMS);
    }

    LlamaWeights inference(TrainableWeights weights) {
        return LlamaWeights.load(config(), weights, manager(), Precision.FP32);
    }

    Decoder decoder(TrainableWeights weights) {
        return new Decoder(
                inference(weights),
                weights.routers().forInference(),
                weights.recipe().method().evict());
    }

    static List<Generation> generate(Decoder decoder, List<Prompt> prompts, Gate gate) {
        return new Generator(decoder, Sampling.GREEDY).generate(prompts, gate, 12, _ -> false);
    }

    /** The prompt with what was said to it. */
    static Prompt continued(Prompt prompt, Generation generated) {
        var ids = IntStream.concat(IntStream.of(prompt.ids()), IntStream.of(generated.ids()));
        return new Prompt(prompt.sequence(), ids.toArray());
    }

    /** Routers that say the same of every token. */
    static void bias(TrainableWeights weights, double skip, double execute) {
        for (Parameter router : weights.routers().parameters()) {
            if (router.name().endsWith("out_bias")) {
                var values = List.of(skip, execute).iterator();
                Tiny.set(router, values::next);
            } else if (router.name().endsWith("out")) {
                Tiny.set(router, () -> 0);
            }
        }
    }
}
