package org.dllm.experiments.routing;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.dllm.experiments.tensor.Script;

/** The residual stream divided by its root mean square, as in the layer itself. */
public record Normed() implements RouterInput {

    @Override
    public int width(int token) {
        return token;
    }

    @Override
    public Features features(Decider.Seen seen, List<NDArray> weights) {
        return new Features(RouterInput.normed(seen), seen.state());
    }

    @Override
    public Script.Text script() {
        return Script.text(Normed.class, "no_input_arrays", "nothing_remembered", "normed_input");
    }
}
