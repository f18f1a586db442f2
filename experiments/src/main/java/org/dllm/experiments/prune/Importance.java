package org.dllm.experiments.prune;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import java.util.List;
import java.util.stream.IntStream;
import org.dllm.experiments.method.BlockRanking;
import org.dllm.experiments.method.Dense;
import org.dllm.experiments.model.LlamaConfig;
import org.dllm.experiments.model.LlamaWeights;
import org.dllm.experiments.random.RandomStreams;
import org.dllm.experiments.train.DecoderLoss;
import org.dllm.experiments.train.Parameter;
import org.dllm.experiments.train.Recipe;
import org.dllm.experiments.train.Sequence;
import org.dllm.experiments.train.TrainableWeights;

/**
 * Importance of a model's blocks on calibration text (Shortened LLaMA, Kim et al. 2024, §3.1).
 * Every token of a row except its first is a target.
 */
public enum Importance {
    /**
     * The mean negative log-likelihood without the block. Its exponential is the perplexity, so the
     * order is the same.
     */
    PERPLEXITY {
        @Override
        public BlockRanking rank(
                LlamaConfig config, LlamaWeights.Source source, List<int[]> rows, NDManager scope) {
            try (var loss = new SubsetLoss(config, source, rows, scope)) {
                return new BlockRanking(
                        IntStream.range(0, config.layers())
                                .mapToObj(block -> loss.nll(without(block, config.layers())))
                                .toList());
            }
        }
    },

    /**
     * The sum of |w · ∂L/∂w| over all weights of the block, norms included, where L is the mean
     * negative log-likelihood.
     */
    TAYLOR {
        @Override
        public BlockRanking rank(
                LlamaConfig config, LlamaWeights.Source source, List<int[]> rows, NDManager scope) {
            var streams = new RandomStreams(0);
            var recipe = new Recipe(config, new Dense(), null, "fp32");
            try (var weights =
                    new TrainableWeights(recipe, source, streams, scope.newSubManager())) {
                backward(new DecoderLoss(weights, streams, scope), rows, scope);
                return new BlockRanking(
                        IntStream.range(0, config.layers())
                                .mapToObj(block -> saliency(weights, "layers." + block + "."))
                                .toList());
            }
        }
    };

    /**
     * Scores all blocks.
     *
     * @param rows token ids of each calibration text; at least two tokens each
     */
    public abstract BlockRanking rank(
            LlamaConfig config, LlamaWeights.Source source, List<int[]> rows, NDManager scope);

    private static List<Integer> without(int block, int layers) {
        return IntStream.range(0, layers).filter(layer -> layer != block).boxed().toList();
    }

    /** Accumulates the gradients of the mean over all rows, one row at a time. */
    private static void backward(DecoderLoss loss, List<int[]> rows, NDManager manager) {
        long targets = rows.stream().mapToLong(row -> row.length - 1).sum();
        var whole = new DecoderLoss.Whole(0, targets, 0, List.of(), List.of());
        for (int row = 0; row < rows.size(); row++) {
            try (NDManager scope = manager.newSubManager();
                    GradientCollector collector = manager.getEngine().newGradientCollector()) {
                var sequence = new Sequence(row, rows.get(row), 0);
                NDList losses = loss.of(List.of(sequence), whole, false, scope);
                collector.backward(losses.head());
            }
        }
    }

    private static double saliency(TrainableWeights weights, String prefix) {
        return weights.parameters().stream()
                .filter(parameter -> parameter.name().startsWith(prefix))
                .mapToDouble(Importance::saliency)
                .sum();
    }

    private static double saliency(Parameter parameter) {
        try (NDManager scope = parameter.value().getManager().newSubManager()) {
            NDArray gradient = parameter.value().getGradient();
            gradient.attach(scope);
            NDArray product = parameter.value().mul(gradient);
            product.attach(scope);
            NDArray sum = product.abs().sum();
            return sum.getFloat();
        }
    }
}
