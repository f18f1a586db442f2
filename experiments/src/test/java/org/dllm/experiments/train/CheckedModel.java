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

/**
 * A model under test. It owns the arrays that checks create between {@link #open} and {@link
 * #free}.
 */
final class CheckedModel implements AutoCloseable {

    private final String name;
    private final Base base;
    private final Limits limits;
    private final Runnable close;
    private @Nullable NDManager arrays;

    /**
     * The base model.
     *
     * @param tokenizer tokenizer; checks do not read its text
     * @param examples returns the requested number of sequences that fit the model's context
     */
    record Base(
            LlamaConfig config,
            LlamaWeights.Source source,
            Tokenizer tokenizer,
            IntFunction<List<EncodedExample>> examples) {}

    /**
     * Tolerances and targets of the checks.
     *
     * @param rounding maximum difference between the losses of two forms
     * @param evicting maximum difference with eviction. The training form adds ε = 1e-6 to the
     *     attention weight of kept keys, which may be small
     * @param alphas weights of the rate loss, from almost 0 to one that reaches the target
     * @param target executed rate to reach, above the share of forced layers
     * @param steps training steps to reach the target
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

    /** Frees arrays created since {@link #open}. */
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

    /** All results of the training form for one sequence, without noise. */
    NDList results(TrainableWeights weights, Sequence sequence) {
        return BatchLoss.results(weights, List.of(sequence), false, manager());
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
                weights.recipe().method().kvPolicy());
    }

    static List<Generation> generate(Decoder decoder, List<Prompt> prompts, Gate gate) {
        return new Generator(decoder, Sampling.GREEDY).generate(prompts, gate, 12, _ -> false);
    }

    /** The prompt followed by the generated tokens. */
    static Prompt continued(Prompt prompt, Generation generated) {
        var ids = IntStream.concat(IntStream.of(prompt.ids()), IntStream.of(generated.ids()));
        return new Prompt(prompt.sequence(), ids.toArray());
    }

    /** Makes routers return the same logits for every token. */
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
