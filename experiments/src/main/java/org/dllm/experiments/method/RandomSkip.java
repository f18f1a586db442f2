package org.dllm.experiments.method;

import org.dllm.experiments.spec.Default;
import org.dllm.experiments.spec.Range;
import org.jspecify.annotations.Nullable;

/**
 * Control: each token skips each unforced layer by a fair coin of a fixed rate, whatever it says.
 *
 * @param rate share of layer executions per token, forced layers counted in, forced tokens left out
 * @param rateOf instead of a rate: the sibling variant whose measured rate is taken
 */
public record RandomSkip(
        @Nullable @Range(above = 0, max = 1) Double rate,
        @Nullable String rateOf,
        @Default("{}") KeepSpec keep,
        @Default("true") boolean evict)
        implements MethodSpec {
    public RandomSkip {
        if ((rate == null) == (rateOf == null)) {
            throw new IllegalArgumentException("either method.rate or method.rateOf");
        }
    }
}
