package org.dllm.experiments.bench;

import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dllm.experiments.eval.FlopsModel;
import org.dllm.experiments.method.Method;
import org.dllm.experiments.method.MethodSpec;
import org.dllm.experiments.method.Resolution;
import org.dllm.experiments.model.Decoder;
import org.dllm.experiments.model.Generation;
import org.dllm.experiments.model.LlamaConfig;
import org.dllm.experiments.model.LlamaWeights;
import org.dllm.experiments.random.RandomStreams;
import org.dllm.experiments.routing.Gate;

/**
 * Measures what a method's skipping gains: prefill of 512 tokens, decode with batch 1 and 8, and
 * the allocated KV cache, each relative to the dense model in the same turn. Beside each speed-up
 * stands its limit: the ratio of operations for prefill, of weights read for decode. The rows of a
 * batch execute different layers, so a layer's weights are read if any row executes it.
 */
public final class SkipBenchmark implements Benchmark {

    private static final int BATCH = 8;

    private final Decoder dense;
    private final Decoder decoder;
    private final Gate gate;
    private final List<BenchmarkRow> rows;
    private final double[] limits;
    private final double executedRate;

    /**
     * @param name of the method, prefix of the rows
     * @param weights of the model
     */
    public SkipBenchmark(
            String name, SkipMethods.Skipping skipping, LlamaWeights weights, NDManager manager) {
        LlamaConfig config = weights.config();
        skipping.method().requireReachable(config.layers());
        Method method = fitted(skipping.method(), config.layers());
        dense = new Decoder(weights);
        gate = method.gate(config.layers(), new RandomStreams(0));
        decoder = BalancedRouters.decoder(weights, method, gate, skipping.asked(), manager);
        var work = new SkippedWork(FlopsModel.of(config, method), gate);
        var speed = new GenerationSpeed(decoder, gate);
        List<Generation> one = speed.generate(1, GenerationSpeed.PROMPT, GenerationSpeed.ANSWER);
        List<Generation> eight =
                speed.generate(BATCH, GenerationSpeed.PROMPT, GenerationSpeed.ANSWER);
        Generation read = speed.generate(1, prefillTokens(), 1).getFirst();
        executedRate = work.executedRate(read.trace());
        limits =
                new double[] {
                    work.limitOfOperations(read.trace()),
                    work.limitOfWeights(one),
                    work.limitOfWeights(eight)
                };
        boolean evicts = method.kvPolicy().evicts();
        var kv = new BenchmarkRow(name + ": KV bytes allocated / dense", "ratio");
        rows =
                List.of(
                        new BenchmarkRow(name + ": executed layers in prefill", "share"),
                        speedUp(name, "prefill 512", 1.6, limits[0]),
                        ofLimit(name, "prefill 512", limits[0]),
                        new BenchmarkRow(name + ": decode, batch 1", "× dense"),
                        ofLimit(name, "decode, batch 1", limits[1]).atLeast(0.9),
                        speedUp(name, "decode, batch 8", 1.3, limits[2]),
                        ofLimit(name, "decode, batch 8", limits[2]),
                        evicts ? kv.atMost(0.55) : kv);
        turn();
    }

    /** The method as it decides after training; what it fits, it fits on probabilities alone. */
    static Method fitted(MethodSpec method, int layers) {
        return method.fitted(method.fit(new LikelyPredictions(layers), Resolution.NONE));
    }

    private int prefillTokens() {
        return Math.min(GenerationSpeed.PREFILL, decoder.config().context());
    }

    /** A goal beyond the limit is none: probes of early exits may cost more than they save. */
    private static BenchmarkRow speedUp(String name, String what, double goal, double limit) {
        var row = new BenchmarkRow(name + ": " + what, "× dense");
        return limit < goal ? row : row.atLeast(goal);
    }

    private static BenchmarkRow ofLimit(String name, String what, double limit) {
        return new BenchmarkRow(
                "%s: %s, speed-up / its limit %.2f".formatted(name, what, limit), "share");
    }

    @Override
    public List<BenchmarkRow> rows() {
        return rows;
    }

    @Override
    public Map<String, Double> turn() {
        var all = new GenerationSpeed(dense, Gate.DENSE);
        var some = new GenerationSpeed(decoder, gate);
        double prefill = 1 / all.prefill() * some.prefill();
        double one = 1 / all.decode(1) * some.decode(1);
        double eight = 1 / all.decode(BATCH) * some.decode(BATCH);
        double kv = (double) kvBytes(some) / kvBytes(all);
        double[] values = {
            executedRate,
            prefill,
            prefill / limits[0],
            one,
            one / limits[1],
            eight,
            eight / limits[2],
            kv
        };
        var turn = new LinkedHashMap<String, Double>();
        for (int i = 0; i < values.length; i++) {
            turn.put(rows.get(i).name(), values[i]);
        }
        return turn;
    }

    /** Bytes of the KV cache after the prefill and a short answer. */
    private long kvBytes(GenerationSpeed of) {
        return of.generate(1, prefillTokens() - GenerationSpeed.ANSWER, GenerationSpeed.ANSWER)
                .getFirst()
                .kvBytes();
    }

    @Override
    public void close() {
        decoder.close();
        dense.close();
    }
}
