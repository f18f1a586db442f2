package org.dllm.experiments.lora;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Low-rank update {@code W + scale · B A} of every layer's named maps; A ~ N(0, 1/rank²), B = 0.
 *
 * @param targets of {@code q k v o gate up down}
 * @param scale 1 in D-LLM's code (no alpha/rank)
 * @param dropout on the output of B, in training only
 */
public record LoraSpec(int rank, double scale, double dropout, SortedSet<String> targets) {
    public LoraSpec {
        // Sorted: Set.copyOf iterates in an order that differs from process to process.
        targets = Collections.unmodifiableSortedSet(new TreeSet<>(targets));
    }
}
