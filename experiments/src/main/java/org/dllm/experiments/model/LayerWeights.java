package org.dllm.experiments.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;

/**
 * Weights of one decoder layer. Matrices are (out, in); matrices with the same input are fused.
 *
 * @param inputNorm (D)
 * @param qkv ((H + 2 KV) hd, D): rows of q, then k, then v
 * @param o (D, H hd)
 * @param postNorm (D)
 * @param gateUp (2 F, D): rows of gate, then up
 * @param down (D, F)
 */
public record LayerWeights(
        NDArray inputNorm, NDArray qkv, NDArray o, NDArray postNorm, NDArray gateUp, NDArray down) {

    /** All arrays in the order that the scripts expect. */
    public NDList arrays() {
        return new NDList(inputNorm, qkv, o, postNorm, gateUp, down);
    }
}
