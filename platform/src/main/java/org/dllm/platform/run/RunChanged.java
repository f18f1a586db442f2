package org.dllm.platform.run;

/** Something of a run has changed, whatever it is; listen to it after commit and read again. */
public record RunChanged(RunId run) {}
