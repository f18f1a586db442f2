package org.dllm.platform.run;

/** A run has changed. Listen after commit and read the run again. */
public record RunChanged(RunId run) {}
