package org.dllm.platform.run;

/**
 * A run waits once more for another, which may have ended meanwhile; told inside the transaction
 * that makes it so, which holds that other's row.
 */
public record RunWaitsAgain(RunId run, RunId needed) {}
