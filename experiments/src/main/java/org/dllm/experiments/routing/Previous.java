package org.dllm.experiments.routing;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.dllm.experiments.tensor.Script;

/**
 * The normed residual stream and the token's earlier decisions as one number: h ← h / 2 ± 1, plus
 * for execute and minus for skip, 0 before the first decision. The last decision has the sign.
 */
public record Previous() implements RouterInput {

    @Override
    public int width(int token) {
        return token + 1;
    }

    @Override
    public Features features(Decider.Seen seen, List<NDArray> weights) {
        NDArray x = RouterInput.normed(seen);
        NDArray before = seen.state();
        if (before == null) {
            before = x.getManager().zeros(new Shape(x.getShape().get(0)));
        }
        return new Features(x.concat(before.expandDims(-1), 1), before);
    }

    @Override
    public NDArray remembered(NDArray run, Features features) {
        NDArray signs = run.toType(DataType.FLOAT32, false).mul(2).sub(1);
        return features.state() == null ? signs : features.state().mul(0.5).add(signs);
    }

    @Override
    public Script.Text script() {
        return Script.text(Previous.class, "no_input_arrays", "previous_input");
    }
}
