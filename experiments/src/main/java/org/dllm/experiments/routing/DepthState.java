package org.dllm.experiments.routing;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.dllm.experiments.routing.Router.Start;
import org.dllm.experiments.routing.Router.Weight;
import org.dllm.experiments.spec.Default;
import org.dllm.experiments.spec.Range;
import org.dllm.experiments.tensor.Script;

/**
 * The normed residual stream x and a state s that the token carries from decision to decision: z =
 * σ(U x + a), s ← (1 − z) s + z tanh(C x + b), a minimal GRU (Feng et al., 2024) over depth.
 * Routers with a memory over depth follow HeRo (2026), whose memory is linear attention.
 *
 * @param size width of the state
 */
public record DepthState(@Default("16") @Range(min = 1, max = 4096) int size)
        implements RouterInput {

    @Override
    public int width(int token) {
        return token + size;
    }

    @Override
    public List<Weight> weights(int token) {
        return List.of(
                new Weight("update", new Shape(token, size), Start.linear(token)),
                new Weight("update_bias", new Shape(size), Start.zeros()),
                new Weight("candidate", new Shape(token, size), Start.linear(token)),
                new Weight("candidate_bias", new Shape(size), Start.zeros()));
    }

    @Override
    public long flops(int token) {
        return 4L * token * size;
    }

    @Override
    public Features features(Decider.Seen seen, List<NDArray> weights) {
        NDArray x = RouterInput.normed(seen);
        NDArray z = x.matMul(weights.get(0)).add(weights.get(1)).neg().exp().add(1).pow(-1);
        NDArray s = z.mul(x.matMul(weights.get(2)).add(weights.get(3)).tanh()); // (T, size)
        NDArray before = seen.state();
        if (before != null) {
            s = s.add(before.sub(z.mul(before)));
        }
        return new Features(x.concat(s, 1), s);
    }

    @Override
    public Script.Text script() {
        return Script.text(DepthState.class, "nothing_remembered", "depth_state_input");
    }
}
