package org.dllm.experiments.routing;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.stream.Stream;

/**
 * Weights of one layer's {@link TokenMlp}, fp32: Linear(D→h) → RMSNorm → SiLU → Linear(h→2) on the
 * raw residual stream; output 0 = skip, 1 = execute.
 *
 * @param in (D, h)
 * @param inBias (h)
 * @param gain (h) of the RMSNorm
 * @param out (h, 2)
 * @param outBias (2)
 */
public record RouterWeights(
        NDArray in, NDArray inBias, NDArray gain, NDArray out, NDArray outBias) {

    /** Arrays per router, in the order of {@link #arrays}. */
    public static final int ARRAYS = 5;

    /** In the order that the scripts take them. */
    public NDList arrays() {
        return new NDList(in, inBias, gain, out, outBias);
    }

    /** Two logits per token in plain operators: x (..., D), result (..., 2). */
    public NDArray logits(NDArray x, double eps) {
        NDArray h = x.matMul(in).add(inBias); // (..., h)
        NDArray meanSquare = h.square().mean(new int[] {-1}, true); // (..., 1)
        NDArray n = h.div(meanSquare.add(eps).sqrt()).mul(gain); // (..., h)
        NDArray active = n.mul(n.neg().exp().add(1).pow(-1)); // SiLU
        return active.matMul(out).add(outBias); // (..., 2)
    }

    /** All arrays of several routers, one after the other. */
    public static NDList arrays(Stream<RouterWeights> routers) {
        return routers.map(RouterWeights::arrays)
                .collect(NDList::new, NDList::addAll, NDList::addAll);
    }
}
