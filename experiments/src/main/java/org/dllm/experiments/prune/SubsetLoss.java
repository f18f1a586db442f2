package org.dllm.experiments.prune;

import ai.djl.ndarray.NDManager;
import java.util.List;
import org.dllm.experiments.method.StaticLayers;
import org.dllm.experiments.model.Decoder;
import org.dllm.experiments.model.LlamaConfig;
import org.dllm.experiments.model.LlamaWeights;
import org.dllm.experiments.model.Precision;
import org.dllm.experiments.model.Prompt;
import org.dllm.experiments.model.Scorer;
import org.dllm.experiments.random.RandomStreams;
import org.dllm.experiments.routing.Gate;

/** The loss of a model on calibration text if only some of its layers execute. */
public final class SubsetLoss implements AutoCloseable {

    private final LlamaConfig config;
    private final List<int[]> rows;
    private final LlamaWeights weights;
    private final Decoder decoder;

    /**
     * Loads the weights in float32.
     *
     * @param rows token ids of each calibration text; at least two tokens each
     */
    public SubsetLoss(
            LlamaConfig config, LlamaWeights.Source source, List<int[]> rows, NDManager scope) {
        this.config = config;
        this.rows = rows;
        weights = LlamaWeights.load(config, source, scope, Precision.FP32);
        decoder = new Decoder(weights);
    }

    /** The mean negative log-likelihood of all tokens except the first of each row. */
    public double nll(List<Integer> layers) {
        Gate gate = new StaticLayers(layers).gate(config.layers(), new RandomStreams(0));
        var scorer = new Scorer(decoder);
        double sum = 0;
        int tokens = 0;
        for (int row = 0; row < rows.size(); row++) {
            var prompt = new Prompt(row, rows.get(row));
            float[] nll = scorer.score(List.of(prompt), gate).getFirst().nll();
            tokens += nll.length;
            for (float one : nll) {
                sum += one;
            }
        }
        return sum / tokens;
    }

    @Override
    public void close() {
        decoder.close();
        weights.close();
    }
}
