package org.dllm.experiments.model;

/**
 * What a model said to a prompt.
 *
 * @param ids generated tokens; the one that stopped it is the last
 * @param trace of the prompt and the generated tokens
 */
@SuppressWarnings("ArrayRecordComponent") // many and short-lived; compared by nobody
public record Generation(int[] ids, Trace trace) {}
