package org.dllm.experiments.eval;

import org.dllm.experiments.data.DatasetSpec;

/**
 * One evaluation task: free-running greedy generation and teacher-forced likelihood on a split.
 *
 * @param task its name in metrics: {@code task/exact_match}
 * @param limit at most this many examples
 * @param maxNewTokens generation ends here at the latest
 * @param batch sequences generated together; fixed, because it is part of the result
 */
public record EvaluationSpec(
        String task, DatasetSpec set, String split, int limit, int maxNewTokens, int batch) {}
