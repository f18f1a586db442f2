package org.dllm.platform.run;

/**
 * Somebody wants a run that a worker holds, or is about to, to stop; told inside the transaction
 * that asks. Whoever holds it answers with {@link Runs#cancelled}.
 */
public record RunCancelRequested(RunId run) {}
