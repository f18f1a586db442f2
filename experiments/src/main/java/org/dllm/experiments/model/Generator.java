package org.dllm.experiments.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.IntPredicate;
import org.dllm.experiments.routing.Gate;
import org.dllm.experiments.routing.Site;

/** Generates text: one call reads all prompts, then each call generates one token per prompt. */
public final class Generator {

    // a compromise: unused cache places waste memory, growing a cache costs a copy
    private static final int MOST_FREE = 32;

    private final Decoder decoder;
    private final Sampling sampling;

    public Generator(Decoder decoder, Sampling sampling) {
        this.decoder = decoder;
        this.sampling = sampling;
    }

    /**
     * Generates answers to all prompts in one batch. With greedy sampling an answer does not depend
     * on the other prompts; with a temperature all answers share one random stream. A sequence ends
     * when the model's context is full.
     *
     * @param stop accepts tokens that end their sequence
     * @throws IllegalArgumentException if logits are NaN or infinite
     */
    public List<Generation> generate(
            List<Prompt> prompts, Gate gate, int maxNewTokens, IntPredicate stop) {
        return generate(prompts, gate, maxNewTokens, Collections.nCopies(prompts.size(), stop));
    }

    /**
     * Like {@link #generate(List, Gate, int, IntPredicate)}, with one stop condition per prompt.
     *
     * @param stops called with each token of their own sequence, in order
     */
    public List<Generation> generate(
            List<Prompt> prompts, Gate gate, int maxNewTokens, List<IntPredicate> stops) {
        if (prompts.isEmpty()) {
            return List.of();
        }
        try (NDManager request = decoder.manager().newSubManager()) {
            var batch = new Batch(prompts, gate, maxNewTokens, stops);
            try (KvCache cache = batch.read(request)) {
                while (batch.anyLive()) {
                    try (NDManager scope = request.newSubManager()) {
                        batch.step(cache, scope);
                    }
                }
                return batch.generations(cache.bytes() / prompts.size());
            }
        }
    }

    private static void requireNoNaN(NDArray logits) {
        try (NDArray not = logits.isNaN();
                NDArray any = not.any()) {
            if (any.getBoolean()) {
                throw new IllegalArgumentException(
                        "the model's logits after the prompt are NaN, expected finite numbers: its"
                                + " weights are damaged or too large");
            }
        }
    }

    /** State of sequences that are generated together: position and generated tokens of each. */
    private final class Batch {
        private final List<Prompt> prompts;
        private final Gate gate;
        private final int maxNewTokens;
        private final List<IntPredicate> stops;
        private final int size;
        private final int layers = decoder.config().layers();
        private final List<List<Integer>> generated = new ArrayList<>();
        private final long[] last;
        private final long[] positions;
        private final byte[] live;
        private final Generation.Finish[] finishes;
        private List<Trace> traces = List.of();
        private List<Gate> gates = List.of();

        Batch(List<Prompt> prompts, Gate gate, int maxNewTokens, List<IntPredicate> stops) {
            this.prompts = prompts;
            this.gate = gate;
            this.maxNewTokens = maxNewTokens;
            this.stops = stops;
            size = prompts.size();
            last = new long[size];
            positions = new long[size];
            live = new byte[size];
            Arrays.fill(live, (byte) 1);
            finishes = new Generation.Finish[size];
            Arrays.fill(finishes, Generation.Finish.CONTEXT);
            prompts.forEach(_ -> generated.add(new ArrayList<>()));
        }

        KvCache read(NDManager request) {
            try (NDManager scope = request.newSubManager()) {
                var packed = new PackedPrompts(prompts);
                int free = Math.clamp(maxNewTokens, 1, MOST_FREE);
                var prefilled = decoder.prefill(packed, gate, free, scope);
                traces = packed.traces(prefilled.executed(), layers, decoder.evicts());
                gates = traces.stream().map(trace -> decoder.afterPrompt(gate, trace)).toList();
                var cache = new KvCache(request, prefilled.caches(), prefilled.kept());
                var logits = decoder.logits(prefilled.x(), scope.create(packed.ends()));
                requireNoNaN(logits);
                for (int b = 0; b < size; b++) {
                    positions[b] = prompts.get(b).ids().length - 1L;
                }
                if (sampling.greedy()) {
                    take(logits.argMax(1).toLongArray());
                } else {
                    take(drawn(logits.toFloatArray()));
                }
                return cache;
            }
        }

        void step(KvCache cache, NDManager scope) {
            var step = decoder.step(cache, last, positions, given(), live, scope);
            var ran = new boolean[Site.count(layers)];
            for (int b = 0; b < size; b++) {
                if (live[b] != 0) {
                    for (int site = 0; site < ran.length; site++) {
                        ran[site] = step.packed()[(1 + site) * size + b] != 0;
                    }
                    traces.get(b).add(ran);
                }
            }
            take(
                    sampling.greedy()
                            ? likeliest(step.packed())
                            : drawn(step.logits().toFloatArray()));
        }

        private Given given() {
            return new Given(layers, size, this::given);
        }

        private byte given(int site, int b) {
            return live[b] == 0
                    ? Gate.SKIP
                    : gates.get(b).at(prompts.get(b).sequence(), (int) positions[b], site);
        }

        private long[] likeliest(long[] packed) {
            for (int b = 0; b < size; b++) {
                if (live[b] != 0 && packed[b] < 0) {
                    throw notFinite(b, Float.NaN);
                }
            }
            return packed;
        }

        private long[] drawn(float[] logits) {
            int vocabulary = decoder.config().vocabulary();
            var next = new long[size];
            for (int b = 0; b < size; b++) {
                if (live[b] != 0) {
                    requireDrawable(logits, b);
                    next[b] = sampling.draw(logits, b * vocabulary, vocabulary);
                }
            }
            return next;
        }

        /** Without this check, a draw from NaN would return the first token. */
        private void requireDrawable(float[] logits, int b) {
            int vocabulary = decoder.config().vocabulary();
            float largest = Float.NEGATIVE_INFINITY;
            for (int i = b * vocabulary; i < (b + 1) * vocabulary; i++) {
                largest = Math.max(largest, logits[i]);
            }
            if (!Float.isFinite(largest)) {
                throw notFinite(b, largest);
            }
        }

        private IllegalArgumentException notFinite(int b, float logit) {
            return new IllegalArgumentException(
                    "the model's logits at token %d of its answer must be finite, but one is %s: its weights are damaged or too large"
                            .formatted(generated.get(b).size() + 1, logit));
        }

        private void take(long[] next) {
            for (int b = 0; b < size; b++) {
                if (live[b] == 0) {
                    continue;
                }
                if (maxNewTokens > 0) {
                    generated.get(b).add((int) next[b]);
                }
                last[b] = next[b];
                boolean full = positions[b] + 1 == decoder.config().context();
                boolean enough = generated.get(b).size() >= maxNewTokens;
                boolean ends = stops.get(b).test((int) next[b]);
                if (full || enough || ends) {
                    // the ended row stays in the batch, so its position must remain valid
                    live[b] = 0;
                    finishes[b] = finish(ends, enough);
                } else {
                    positions[b]++;
                }
            }
        }

        private static Generation.Finish finish(boolean ends, boolean enough) {
            if (ends) {
                return Generation.Finish.STOP;
            }
            return enough ? Generation.Finish.LENGTH : Generation.Finish.CONTEXT;
        }

        boolean anyLive() {
            for (byte one : live) {
                if (one != 0) {
                    return true;
                }
            }
            return false;
        }

        List<Generation> generations(long kvBytes) {
            var generations = new ArrayList<Generation>();
            for (int b = 0; b < size; b++) {
                int[] ids = generated.get(b).stream().mapToInt(Integer::intValue).toArray();
                generations.add(new Generation(ids, traces.get(b), finishes[b], kvBytes));
            }
            return generations;
        }
    }
}
