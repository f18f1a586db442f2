package org.dllm.experiments.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dllm.experiments.model.Decoder;
import org.dllm.experiments.model.LlamaConfig;
import org.dllm.experiments.model.LlamaWeights;
import org.dllm.experiments.model.Precision;
import org.dllm.experiments.routing.Gate;

/**
 * Measures inference with one model: prefill of 512 tokens, decode with batch 1 and 8, and decode
 * with every second layer.
 */
public final class InferenceBenchmark implements Benchmark {

    private static final Gate HALF =
            Gate.ofLayers((_, _, layer) -> layer % 2 == 0 ? Gate.EXECUTE : Gate.SKIP);

    private final String model;
    private final boolean referenced;
    private final LlamaConfig config;
    private final Decoder decoder;
    private final double allowed;
    private final double read;

    /**
     * @param model prefix of row names
     * @param referenced whether the reference programs measure this model
     */
    public InferenceBenchmark(String model, LlamaWeights weights, boolean referenced) {
        this.model = model + (weights.precision() == Precision.FP32 ? " fp32" : " bf16 weights");
        this.referenced = referenced;
        config = weights.config();
        decoder = new Decoder(weights);
        allowed = allowedSpeedUp(config);
        read =
                weightsRead(config, config.layers())
                        * (weights.precision() == Precision.FP32 ? 4 : 2);
        turn();
    }

    /**
     * Expected speed-up from skipping every second layer: the ratio of weights read, because a
     * decode step reads each weight once.
     */
    static double allowedSpeedUp(LlamaConfig config) {
        return weightsRead(config, config.layers())
                / weightsRead(config, (config.layers() + 1) / 2);
    }

    /** Number of weights in {@code layers} layers and the head. */
    private static double weightsRead(LlamaConfig config, int layers) {
        double layer =
                (double) config.width() * (2.0 * config.queryWidth() + 2 * config.keyValueWidth())
                        + 3.0 * config.width() * config.hidden();
        return layers * layer + (double) config.vocabulary() * config.width();
    }

    @Override
    public List<BenchmarkRow> rows() {
        BenchmarkRow prefill = new BenchmarkRow(model + ": prefill 512", "tokens/s");
        BenchmarkRow one = new BenchmarkRow(model + ": decode, batch 1", "tokens/s");
        BenchmarkRow eight = new BenchmarkRow(model + ": decode, batch 8", "tokens/s");
        return List.of(
                referenced ? prefill.against("prefill batch 1 x 512", 1.0) : prefill,
                referenced ? one.against("decode batch 1", 2.0) : one,
                new BenchmarkRow(
                        model + ": rate of reading weights / rate of a plain sum", "share"),
                referenced ? eight.against("decode batch 8") : eight,
                new BenchmarkRow(model + ": decode, every second layer", "tokens/s"),
                new BenchmarkRow(
                                model
                                        + ": speed-up / %.2f expected from the weights read"
                                                .formatted(allowed),
                                "share")
                        .atLeast(0.85));
    }

    @Override
    public Map<String, Double> turn() {
        var dense = new GenerationSpeed(decoder, Gate.DENSE);
        double one = dense.decode(1);
        double half = new GenerationSpeed(decoder, HALF).decode(1);
        double share = one * read / Roofline.reading();
        double[] values = {
            dense.prefill(), one, share, dense.decode(8), half, half / one / allowed
        };
        var turn = new LinkedHashMap<String, Double>();
        List<BenchmarkRow> rows = rows();
        for (int i = 0; i < values.length; i++) {
            turn.put(rows.get(i).name(), values[i]);
        }
        return turn;
    }

    @Override
    public void close() {
        decoder.close();
    }
}
