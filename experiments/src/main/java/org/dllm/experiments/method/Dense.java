package org.dllm.experiments.method;

/** Every token runs every layer. */
public record Dense() implements MethodSpec {}
