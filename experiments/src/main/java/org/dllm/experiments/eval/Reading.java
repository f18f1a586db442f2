package org.dllm.experiments.eval;

import org.dllm.experiments.model.Trace;

/**
 * One sequence that a model read, and the layers that each token executed.
 *
 * @param ids tokens in reading order
 * @param promptTokens number of given {@code ids}; the others are the answer
 * @param trace layer executions of {@code ids}
 * @param logits number of computed rows of logits
 */
@SuppressWarnings("ArrayRecordComponent") // one array per sequence; never compared
public record Reading(int[] ids, int promptTokens, Trace trace, int logits) {}
