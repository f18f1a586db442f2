package org.dllm.experiments.routing;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.dllm.experiments.tensor.Script;

/** The residual stream as it is, as in D-LLM's code; it grows with depth. */
public record Raw() implements RouterInput {

    @Override
    public int width(int token) {
        return token;
    }

    @Override
    public boolean bounded() {
        return false;
    }

    @Override
    public Features features(Decider.Seen seen, List<NDArray> weights) {
        return new Features(seen.x(), seen.state());
    }

    @Override
    public Script.Text script() {
        return Script.text(Raw.class, "no_input_arrays", "nothing_remembered", "raw_input");
    }
}
