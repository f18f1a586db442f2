package org.dllm.experiments.routing;

import java.util.Locale;
import org.dllm.experiments.spec.AllowedValues;
import org.dllm.experiments.spec.Default;
import org.dllm.experiments.tensor.Script;

/**
 * What the rate loss compares with the target. D-LLM compares each token's rate, which punishes
 * tokens for differing; SkipGPT compares the mean of the batch.
 *
 * @param per the rate of each token, the mean of each sequence, or the mean of each micro-batch;
 *     each is weighted by its tokens
 * @param norm of the difference: absolute, squared, or only the excess over the target
 * @param weights whether both sites of a layer count equally, or by the operations of their weights
 */
public record RateBudget(
        @Default("token") @AllowedValues({"token", "sequence", "batch"}) String per,
        @Default("l1") @AllowedValues({"l1", "l2", "oneSided"}) String norm,
        @Default("layers") @AllowedValues({"layers", "flops"}) String weights) {

    /** The budget of D-LLM's loss. */
    public static final RateBudget PLAIN = new RateBudget("token", "l1", "layers");

    /** Whether sites count by their operations. */
    public boolean countsFlops() {
        return weights.equals("flops");
    }

    Script.Text script() {
        return Script.text(
                RateBudget.class, "distance_" + norm.toLowerCase(Locale.ROOT), "rate_per_" + per);
    }
}
