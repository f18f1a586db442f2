package org.dllm.platform.run;

/**
 * A resumed or new run waits for the result of an earlier run, which may have ended meanwhile.
 * Published inside the transaction that changes the run, which locks the row of {@code needed}.
 */
public record RunWaitsAgain(RunId run, RunId needed) {}
