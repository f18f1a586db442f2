package org.dllm.experiments.routing;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.dllm.experiments.spec.Default;
import org.dllm.experiments.spec.Range;
import org.dllm.experiments.tensor.Script;

/**
 * D-LLM's router (NeurIPS 2024, Figure 1b): Linear(D→hidden) → RMSNorm → SiLU → Linear(hidden→2);
 * output bias starts at [0.1, 2.0].
 *
 * @param hidden width of the hidden layer (512 in the paper)
 * @param input what the network sees; the raw residual stream in the paper's code
 * @param shared whether all layers use one network
 */
public record TokenMlp(
        @Default("512") @Range(min = 1, max = 65536) int hidden,
        @Default("Raw") RouterInput input,
        @Default("false") boolean shared)
        implements RouterSpec {

    public TokenMlp {
        RouterSpec.requireDifferentLayers(input, shared);
    }

    /** The router of the paper with a hidden layer of this width. */
    public TokenMlp(int hidden) {
        this(hidden, new Raw(), false);
    }

    @Override
    public Router router(int inputs) {
        return new Network(inputs, hidden);
    }

    private record Network(int width, int hidden) implements Router {

        @Override
        public List<Weight> weights() {
            return List.of(
                    new Weight("in", new Shape(width, hidden), Start.linear(width)),
                    new Weight("in_bias", new Shape(hidden), Start.linear(width)),
                    new Weight("gain", new Shape(hidden), Start.ones()),
                    new Weight("out", new Shape(hidden, 2), Start.linear(hidden)),
                    new Weight("out_bias", new Shape(2), Start.executing()));
        }

        @Override
        public NDArray logits(NDArray x, List<NDArray> weights, double eps) {
            NDArray h = x.matMul(weights.get(0)).add(weights.get(1)); // (..., h)
            NDArray meanSquare = h.square().mean(new int[] {-1}, true); // (..., 1)
            NDArray n = h.div(meanSquare.add(eps).sqrt()).mul(weights.get(2)); // (..., h)
            NDArray active = n.mul(n.neg().exp().add(1).pow(-1)); // SiLU
            return active.matMul(weights.get(3)).add(weights.get(4)); // (..., 2)
        }

        @Override
        public Script.Text script() {
            return Script.text(TokenMlp.class, "token_mlp");
        }

        @Override
        public long flops() {
            return 2L * hidden * (width + 2);
        }
    }
}
