package org.dllm.platform.run;

/** A run has reached its last state; told inside the transaction that ends it. */
public record RunEnded(RunId run, RunState state) {}
