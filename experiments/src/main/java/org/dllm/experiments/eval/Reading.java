package org.dllm.experiments.eval;

import org.dllm.experiments.model.Trace;

/**
 * One sequence that a model read, and the layers that each token executed.
 *
 * @param ids tokens in the order read
 * @param promptTokens how many of {@code ids} are given rather than answered
 * @param trace of {@code ids}
 * @param logits rows of logits computed
 */
@SuppressWarnings("ArrayRecordComponent") // one array per sequence; never compared
public record Reading(int[] ids, int promptTokens, Trace trace, int logits) {}
