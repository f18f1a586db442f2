package org.dllm.experiments.routing;

import org.dllm.experiments.spec.Default;
import org.dllm.experiments.spec.Range;
import org.dllm.experiments.tensor.Script;

/**
 * Soft gate: x + p f(x) if the probability p of executing is at least the threshold, else x
 * (FlexiDepth, 2025). Training and inference compute the same, without noise; skipped tokens learn
 * by the straight-through gradient of the decision. Routers start with p = 0.87, so the model first
 * has to adapt to outputs that are multiplied by that.
 *
 * @param threshold least probability with which a token executes
 */
public record SoftGate(@Default("0.5") @Range(above = 0, below = 1) double threshold)
        implements Estimator {

    @Override
    public boolean gates() {
        return true;
    }

    @Override
    public Script.Text training() {
        return Script.text(SoftGate.class, "sigmoid");
    }
}
