package org.dllm.platform.run;

/** A run has reached a final state. Published inside the transaction that ends it. */
public record RunEnded(RunId run, RunState state) {}
