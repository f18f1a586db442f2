package org.dllm.experiments.routing;

import org.dllm.experiments.spec.Default;
import org.dllm.experiments.spec.Range;

/**
 * A token that skips a layer gets a low-rank function of itself, which trains with the router (as
 * FlexiDepth's adapter does, which is a narrow feed-forward block).
 *
 * @param rank width between the two matrices
 */
public record Adapter(@Default("8") @Range(min = 1, max = 65536) int rank)
        implements SkipPathSpec {}
