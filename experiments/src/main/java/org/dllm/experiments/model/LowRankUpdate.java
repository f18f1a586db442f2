package org.dllm.experiments.model;

import ai.djl.ndarray.NDArray;

/**
 * {@code scale · B A} to be added to some rows of one layer's map when a decoder is made.
 *
 * @param row the first row of the fused map that it changes: of q 0, of k the width of all queries
 * @param a (r, in)
 * @param b (rows, r)
 */
public record LowRankUpdate(int layer, LayerMap map, int row, NDArray a, NDArray b, double scale) {}
