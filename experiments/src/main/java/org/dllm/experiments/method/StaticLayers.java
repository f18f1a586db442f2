package org.dllm.experiments.method;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Control: one fixed set of layers for every token; the control to beat.
 *
 * @param layers the layers that execute, 0-based; absent when a rate decides their number
 * @param rateOf the sibling variant whose measured rate decides how many layers: the first ones and
 *     the last one stay
 */
public record StaticLayers(@Nullable List<Integer> layers, @Nullable String rateOf)
        implements MethodSpec {}
