package org.dllm.experiments.method;

/**
 * What always executes: the first {@code layers} layers, and the first {@code tokens} positions in
 * every layer.
 */
public record KeepSpec(int layers, int tokens) {}
