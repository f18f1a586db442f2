package org.dllm.platform.run;

/**
 * A run may start; told inside the transaction that makes it so.
 *
 * @param priority larger is sooner
 */
public record RunQueued(RunId run, int priority, String device) {}
