package org.dllm.experiments.lora;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import org.dllm.experiments.spec.AllowedValues;
import org.dllm.experiments.spec.Default;
import org.dllm.experiments.spec.Range;

/**
 * LoRA: low-rank update {@code W + scale · B A} of the named matrices in every layer. Initially A ~
 * N(0, 1/rank²), B = 0.
 *
 * @param targets subset of {@code q k v o gate up down}; if empty, the model is frozen and only
 *     routers train
 * @param scale 1 in D-LLM's code (no alpha/rank)
 * @param dropout on the output of B, in training only
 */
public record LoraSpec(
        @Default("8") @Range(min = 1, max = 65536) int rank,
        @Default("1.0") double scale,
        @Default("0.0") @Range(min = 0, max = 0.99) double dropout,
        @Default("[q, k, v]") @AllowedValues({"q", "k", "v", "o", "gate", "up", "down"})
                SortedSet<String> targets) {
    public LoraSpec {
        // Sorted, because the iteration order of Set.copyOf differs between processes.
        targets = Collections.unmodifiableSortedSet(new TreeSet<>(targets));
    }
}
