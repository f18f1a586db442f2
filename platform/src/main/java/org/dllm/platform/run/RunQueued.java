package org.dllm.platform.run;

/**
 * A run may start. Published inside the transaction that queues it.
 *
 * @param priority runs with a larger priority start first
 */
public record RunQueued(RunId run, int priority, String device) {}
