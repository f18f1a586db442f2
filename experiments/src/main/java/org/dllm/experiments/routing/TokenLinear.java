package org.dllm.experiments.routing;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.dllm.experiments.spec.Default;
import org.dllm.experiments.spec.FormerName;
import org.dllm.experiments.tensor.Script;

/**
 * The smallest router: one Linear(D→2), similar to the single projection per layer of
 * Mixture-of-Depths. Its bias starts at [0.1, 2.0], as in {@link TokenMlp}. A comparison with that
 * router shows the benefit of its hidden layer.
 *
 * @param input what the network sees
 * @param shared whether all layers use one network
 */
public record TokenLinear(
        @Default("Normed") @FormerName(value = "normed", values = "{true: Normed, false: Raw}")
                RouterInput input,
        @Default("false") boolean shared)
        implements RouterSpec {

    public TokenLinear {
        RouterSpec.requireDifferentLayers(input, shared);
    }

    /** A router of each layer with this input. */
    public TokenLinear(RouterInput input) {
        this(input, false);
    }

    @Override
    public Router router(int inputs) {
        return new Network(inputs, input.bounded());
    }

    private record Network(int width, boolean bounded) implements Router {

        @Override
        public List<Weight> weights() {
            return List.of(
                    // a raw stream may be large: non-zero weights would saturate the first
                    // decisions
                    new Weight(
                            "out",
                            new Shape(width, 2),
                            bounded ? Start.linear(width) : Start.zeros()),
                    new Weight("out_bias", new Shape(2), Start.executing()));
        }

        @Override
        public NDArray logits(NDArray x, List<NDArray> weights, double eps) {
            return x.matMul(weights.get(0)).add(weights.get(1)); // (..., 2)
        }

        @Override
        public Script.Text script() {
            return Script.text(TokenLinear.class, "token_linear");
        }

        @Override
        public long flops() {
            return 4L * width;
        }
    }
}
