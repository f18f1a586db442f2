package org.dllm.experiments.method;

import org.jspecify.annotations.Nullable;

/**
 * Control: each token skips each unforced layer by a fair coin of a fixed rate, whatever it says.
 *
 * @param rate share of layer executions per token, forced ones counted in
 * @param rateOf instead of a rate: the sibling variant whose measured rate is taken
 */
public record RandomSkip(
        @Nullable Double rate, @Nullable String rateOf, KeepSpec keep, boolean evict)
        implements MethodSpec {}
