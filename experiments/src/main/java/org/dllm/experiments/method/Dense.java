package org.dllm.experiments.method;

/** Every token executes every layer. */
public record Dense() implements MethodSpec {}
