package org.dllm.platform.run;

/**
 * Cancellation of a run that a worker holds or may claim was requested. Published inside the
 * requesting transaction. The worker answers with {@link Runs#cancelled}.
 */
public record RunCancelRequested(RunId run) {}
