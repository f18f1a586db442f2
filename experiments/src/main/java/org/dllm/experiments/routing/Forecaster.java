package org.dllm.experiments.routing;

import org.dllm.experiments.spec.Default;
import org.dllm.experiments.spec.Range;

/**
 * A token that skips a layer gets a low-rank forecast of what the layer would have added (Informed
 * routing, arXiv 2510.13831). The forecaster trains first, by regression on the dense model, and
 * then keeps its values.
 *
 * @param rank width between the two matrices
 * @param share share of the training's steps in which the forecaster trains
 */
public record Forecaster(
        @Default("8") @Range(min = 1, max = 65536) int rank,
        @Default("0.2") @Range(above = 0, below = 1) double share)
        implements SkipPathSpec {}
