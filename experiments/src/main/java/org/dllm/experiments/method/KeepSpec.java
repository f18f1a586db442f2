package org.dllm.experiments.method;

import org.dllm.experiments.spec.Default;
import org.dllm.experiments.spec.Range;

/**
 * What always executes: the first {@code layers} layers, and the first {@code tokens} positions in
 * every layer.
 */
public record KeepSpec(
        @Default("2") @Range(min = 0) int layers, @Default("2") @Range(min = 0) int tokens) {

    boolean forces(int position, int layer) {
        return layer < layers || position < tokens;
    }
}
