package org.dllm.experiments.routing;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.dllm.experiments.spec.Default;
import org.dllm.experiments.tensor.Script;

/**
 * The smallest router: one Linear(D→2), similar to the single projection per layer of
 * Mixture-of-Depths. Its bias starts at [0.1, 2.0], as in {@link TokenMlp}. A comparison with that
 * router shows the benefit of its hidden layer.
 *
 * @param normed whether the input is divided by its root mean square, as in the layer itself; the
 *     raw stream grows with depth
 */
public record TokenLinear(@Default("true") boolean normed) implements RouterSpec {

    @Override
    public long flops(int width) {
        return 4L * width;
    }

    @Override
    public Router router(int width) {
        return new Network(width, normed);
    }

    private record Network(int width, boolean normed) implements Router {

        @Override
        public List<Weight> weights() {
            return List.of(
                    // a raw stream may be large: non-zero weights would saturate the first
                    // decisions
                    new Weight(
                            "out",
                            new Shape(width, 2),
                            normed ? Start.linear(width) : Start.zeros()),
                    new Weight("out_bias", new Shape(2), Start.executing()));
        }

        @Override
        public NDArray logits(NDArray x, List<NDArray> weights, double eps) {
            NDArray meanSquare = x.square().mean(new int[] {-1}, true); // (..., 1)
            NDArray h = normed ? x.div(meanSquare.add(eps).sqrt()) : x; // (..., D)
            return h.matMul(weights.get(0)).add(weights.get(1)); // (..., 2)
        }

        @Override
        public Script.Text script() {
            return Script.text(TokenLinear.class, normed ? "token_linear" : "token_linear_raw");
        }
    }
}
