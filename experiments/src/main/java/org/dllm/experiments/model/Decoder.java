package org.dllm.experiments.model;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import org.dllm.experiments.routing.Decider;
import org.dllm.experiments.routing.Gate;
import org.dllm.experiments.routing.KvPolicy;
import org.dllm.experiments.routing.Routers;
import org.dllm.experiments.routing.Site;
import org.dllm.experiments.tensor.Script;
import org.jspecify.annotations.Nullable;

/**
 * Inference with real skipping: a site computes only the tokens that execute it and, with eviction,
 * a layer caches only those. Makes one native call per prompt batch and one per generated token.
 */
public final class Decoder implements AutoCloseable {

    private static final Script HEAD = Script.of(Decoder.class, "head");
    private static final Script LIKELIHOODS = Script.of(Decoder.class, "likelihoods");

    /** Smaller blocks would not keep a thread busy. */
    private static final int MOST_BLOCKS = 16;

    private final LlamaConfig config;
    private final KvPolicy kvPolicy;
    private final @Nullable Decider decider;
    private final Script prefill;
    private final Script decodeRow;
    private final Script decodeRows;
    private final DecoderWeights weights;
    private final NDArray numbers;
    private final NDArray places;
    private final NDArray sizes;
    private final RotaryTable rotary;

    /**
     * @param base owned by the caller; must not change while this decoder is used
     * @param routers empty if no gate returns {@link Gate#ASK}
     */
    public Decoder(LlamaWeights base, Optional<Routers> routers, KvPolicy kvPolicy) {
        this(base.config(), new DecoderWeights(base, routers), routers, kvPolicy);
    }

    private Decoder(
            LlamaConfig config,
            DecoderWeights weights,
            Optional<Routers> routers,
            KvPolicy kvPolicy) {
        this.config = config;
        this.weights = weights;
        this.kvPolicy = kvPolicy;
        decider = routers.map(Routers::decider).orElse(null);
        List<Script.Text> decisions = Routers.inference(decider);
        prefill = prefill(decisions);
        decodeRow = Script.of(decisions, Decoder.class, "rows", "layer", "decode_row");
        decodeRows = Script.of(decisions, Decoder.class, "rows", "layer", "decode_rows");
        numbers = numbers(decider == null ? new double[0] : decider.settings());
        // scripts read single numbers, which would be a transfer each on another device
        NDManager host = manager().newSubManager(Device.cpu());
        int sites = Site.count(config.layers());
        places =
                host.create(
                        routers.map(r -> r.places(sites))
                                .orElseGet(() -> Routers.places(null, List.of(), sites)));
        sizes = sizes(0);
        rotary = new RotaryTable(config, manager());
    }

    private static Script prefill(List<Script.Text> decisions) {
        return Script.of(decisions, Decoder.class, "rows", "layer", "prefill");
    }

    /** The dense model. */
    public Decoder(LlamaWeights base) {
        this(base, Optional.empty(), KvPolicy.EVICT);
    }

    private Decoder(Decoder of, Decider decider) {
        config = of.config;
        kvPolicy = of.kvPolicy;
        this.decider = decider;
        prefill = of.prefill;
        decodeRow = of.decodeRow;
        decodeRows = of.decodeRows;
        weights = of.weights;
        places = of.places;
        sizes = of.sizes;
        rotary = of.rotary;
        numbers = numbers(decider.settings());
    }

    private NDArray numbers(double[] settings) {
        NDManager host = manager().newSubManager(Device.cpu());
        return host.create(
                DoubleStream.concat(DoubleStream.of(config.normEps()), DoubleStream.of(settings))
                        .toArray());
    }

    /**
     * A decoder of the same weights whose decider has other {@link Decider#settings}, such as
     * another threshold. Both share their arrays and are closed together.
     *
     * @param other differs from this decoder's decider in its settings only
     */
    public Decoder withDecider(Decider other) {
        return new Decoder(this, other);
    }

    /**
     * The dense model of the same weights. Both share their arrays and are closed together.
     *
     * @return a decoder for {@link Gate#DENSE}
     */
    public Decoder dense() {
        return new Decoder(config, weights.withoutRouters(), Optional.empty(), KvPolicy.EVICT);
    }

    public LlamaConfig config() {
        return config;
    }

    boolean evicts() {
        return kvPolicy.evicts();
    }

    /**
     * The gate for the tokens after a prompt: if a sequence has one decision, they use that of the
     * prompt's last token.
     *
     * @param trace of the prompt
     */
    Gate afterPrompt(Gate gate, Trace trace) {
        if (decider == null || !decider.oncePerSequence()) {
            return gate;
        }
        int last = trace.tokens() - 1;
        return (sequence, position, site) -> {
            byte given = gate.at(sequence, position, site);
            if (given != Gate.ASK) {
                return given;
            }
            return trace.executed(last, site) ? Gate.EXECUTE : Gate.SKIP;
        };
    }

    /** Manager of the weights; each request uses managers below it. */
    NDManager manager() {
        return weights.manager();
    }

    /**
     * Result of reading a batch of prompts.
     *
     * @param x (N, D) hidden states of the packed tokens, before the last norm
     * @param executed (2 L, N), site by site
     * @param kept (L, B) number of KV entries
     * @param caches (2, B, KV, C, hd) per layer; empty if no caches were requested
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
    record Prefilled(NDArray x, byte[] executed, NDArray kept, NDList caches) {}

    /**
     * Runs the model over whole prompts.
     *
     * @param free free places to allocate in the caches; 0 for no caches
     */
    Prefilled prefill(PackedPrompts prompts, Gate gate, int free, NDManager scope) {
        Given given = prompts.given(gate, config.layers());
        NDList result = read(prefill, prompts, given, free, scope);
        byte[] executed = result.get(1).toByteArray();
        return new Prefilled(result.get(0), executed, result.get(2), result.subNDList(3));
    }

    /**
     * Reads whole prompts for their decisions.
     *
     * @return empty if the decisions have no logits
     */
    Optional<RouterDecisions> decisions(PackedPrompts prompts, Gate gate) {
        if (decider == null || decider.executesFrom().isEmpty()) {
            return Optional.empty();
        }
        Given given = prompts.given(gate, config.layers());
        try (NDManager scope = manager().newSubManager()) {
            Script reporting = prefill(Routers.withLogits(decider));
            NDList result = read(reporting, prompts, given, 0, scope);
            List<float[]> differences =
                    result.subNDList(3).stream().map(NDArray::toFloatArray).toList();
            return Optional.of(
                    RouterDecisions.of(
                            given,
                            prompts.tokens(),
                            result.get(1).toByteArray(),
                            differences,
                            decider.executesFrom().getAsDouble()));
        }
    }

    private NDList read(
            Script script, PackedPrompts prompts, Given given, int free, NDManager scope) {
        requireContext(prompts.longest());
        NDManager host = scope.newSubManager(Device.cpu());
        var inputs =
                new NDList(
                        scope.create(prompts.ids()),
                        scope.create(prompts.rows()),
                        scope.create(prompts.positions()),
                        scope.create(prompts.starts()),
                        scope.create(prompts.promptTokens()),
                        scope.create(prompts.branches()),
                        bytes(given.bytes(), sites(prompts.tokens()), scope),
                        host.create(given.apart()));
        NDArray own = sizes(free);
        own.attach(scope);
        addModel(inputs, prompts.longest(), own);
        return script.infer(inputs);
    }

    private static NDArray bytes(byte[] given, Shape shape, NDManager scope) {
        return scope.create(ByteBuffer.wrap(given), shape, DataType.UINT8);
    }

    private Shape sites(int tokens) {
        return new Shape(Site.count(config.layers()), tokens);
    }

    /** Logits (n, V) of the packed tokens {@code at}. */
    NDArray logits(NDArray x, NDArray at) {
        var inputs = new NDList(x, at, numbers);
        inputs.addAll(weights.weights());
        return HEAD.infer(inputs).singletonOrThrow();
    }

    /**
     * Log-probabilities of labels.
     *
     * @param logP (n, K) per label
     * @param best (n) highest log-probability of any token
     */
    record Likelihoods(NDArray logP, NDArray best) {}

    /** Log-probabilities of {@code labels} (n, K); row i follows the packed token {@code at[i]}. */
    Likelihoods likelihoods(NDArray x, NDArray at, NDArray labels) {
        var inputs = new NDList(x, at, labels, numbers);
        inputs.addAll(weights.weights());
        NDList result = LIKELIHOODS.infer(inputs);
        return new Likelihoods(result.get(0), result.get(1));
    }

    /**
     * Result of one decode step.
     *
     * @param packed (1 + 2 L) · B: the most likely next tokens, -1 if logits are NaN, then per site
     *     1 for each sequence that executed it
     * @param logits (B, V)
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
    record Step(long[] packed, NDArray logits) {}

    /**
     * Runs the model over one more token of each sequence.
     *
     * @param positions position of each token; within the context, for ended sequences too
     * @param live per sequence 0 once it has ended; it keeps its row but is not computed
     */
    Step step(
            KvCache cache,
            long[] ids,
            long[] positions,
            Given given,
            byte[] live,
            NDManager scope) {
        int longest = 0;
        for (long position : positions) {
            longest = Math.max(longest, (int) position + 1);
        }
        requireContext(longest);
        cache.reserve();
        boolean one = ids.length == 1;
        var inputs = new NDList(scope.create(ids), scope.create(positions));
        if (one) {
            inputs.add(bytes(given.perLayer(), new Shape(config.layers()), scope));
        } else {
            inputs.add(bytes(given.bytes(), sites(ids.length), scope));
            inputs.add(scope.newSubManager(Device.cpu()).create(given.apart()));
            inputs.add(bytes(live, new Shape(live.length), scope));
        }
        inputs.add(cache.deviceCounts());
        addModel(inputs, longest, sizes);
        inputs.addAll(cache.arrays());
        NDList result = (one ? decodeRow : decodeRows).infer(inputs);
        long[] packed = result.get(0).toLongArray();
        for (int l = 0; l < config.layers(); l++) {
            for (int b = 0; b < ids.length; b++) {
                boolean ran = packed[(1 + Site.attention(l)) * ids.length + b] != 0;
                if (ran || (!evicts() && live[b] != 0)) {
                    cache.appended(l, b);
                }
            }
        }
        return new Step(packed, result.get(1));
    }

    private void addModel(NDList inputs, int longest, NDArray sizes) {
        inputs.addAll(new NDList(sizes, numbers, places));
        inputs.addAll(rotary.upTo(longest));
        inputs.addAll(weights.weights());
        inputs.addAll(weights.routers());
    }

    @SuppressWarnings("EnumOrdinal") // the scripts expect the ordinal
    private NDArray sizes(int free) {
        return manager()
                .create(
                        new Shape(
                                config.heads(),
                                config.keyValueHeads(),
                                config.headWidth(),
                                kvPolicy.ordinal(),
                                free,
                                blocks(),
                                0));
    }

    /**
     * Number of blocks of a one-row product: on a CPU the number of threads, rounded down to a
     * power of two so that usual widths are multiples of it.
     */
    private int blocks() {
        boolean cpu = !manager().getDevice().isGpu();
        return cpu ? Integer.highestOneBit(Math.min(MOST_BLOCKS, JniUtils.getNumThreads())) : 1;
    }

    private void requireContext(int length) {
        if (length > config.context()) {
            throw new IllegalArgumentException(
                    "a sequence has %d tokens, but the model's context is %d"
                            .formatted(length, config.context()));
        }
    }

    @Override
    public void close() {
        weights.close();
    }
}
