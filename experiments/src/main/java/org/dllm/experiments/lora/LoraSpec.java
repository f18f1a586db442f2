package org.dllm.experiments.lora;

import java.util.Set;

/**
 * Low-rank update {@code W + scale · B A} of every layer's named maps; A ~ N(0, 1/rank²), B = 0.
 *
 * @param targets of {@code q k v o gate up down}
 * @param scale 1 in D-LLM's code (no alpha/rank)
 * @param dropout on the output of B, in training only
 */
public record LoraSpec(int rank, double scale, double dropout, Set<String> targets) {
    public LoraSpec {
        targets = Set.copyOf(targets);
    }
}
