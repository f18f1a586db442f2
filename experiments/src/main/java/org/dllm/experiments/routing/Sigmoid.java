package org.dllm.experiments.routing;

import org.dllm.experiments.spec.Default;
import org.dllm.experiments.spec.Range;
import org.dllm.experiments.tensor.Script;

/**
 * Straight-through sigmoid: training decides as inference does, by a threshold and without noise,
 * and the gradient is that of the probability (Router-Tuning, 2024; MoDification's threshold-p).
 *
 * @param threshold least probability with which a token executes
 */
public record Sigmoid(@Default("0.5") @Range(above = 0, below = 1) double threshold)
        implements Estimator {

    @Override
    public Script.Text training() {
        return Script.text(Sigmoid.class, "sigmoid");
    }
}
