package org.dllm.experiments.eval;

import java.util.Optional;
import org.dllm.experiments.data.DatasetSpec;
import org.dllm.experiments.spec.Default;
import org.dllm.experiments.spec.Form;
import org.dllm.experiments.spec.OneOf;
import org.dllm.experiments.spec.Range;
import org.dllm.experiments.spec.Rule;

/**
 * One evaluation task: free-running greedy generation and teacher-forced likelihood on a split.
 *
 * @param task its name in metrics, {@code task/exact_match}, and of its file in the run's folder;
 *     {@code train/} and {@code time/} begin other metrics
 * @param metric the primary metric: lists and tables show it for this task. All metrics are
 *     measured whatever it is
 * @param limit at most this many examples; a set that has fewer is asked whole
 * @param maxNewTokens generation ends here at the latest
 * @param batch sequences generated together; fixed, because it is part of the result
 */
public record EvaluationSpec(
        @Form(
                        value = "(?!(?:train|time)$)[A-Za-z0-9._-]{1,100}",
                        told =
                                "1 to 100 letters, digits, dots, underscores and dashes, but not"
                                        + " train or time")
                String task,
        DatasetSpec set,
        @Default("test") String split,
        @Default("exact_match")
                @OneOf({
                    "exact_match",
                    "exact_match/family_mean",
                    "perplexity",
                    "perplexity/example_mean",
                    "executed_rate",
                    "flops_ratio/layers",
                    "flops_ratio/all",
                    "flops_per_token",
                    "kv_entries",
                    "kv_bytes",
                    "kv_ratio"
                })
                String metric,
        @Default("200") @Range(min = 1) int limit,
        @Default("256") @Range(min = 1, max = 1 << 24) int maxNewTokens,
        @Default("16") @Range(min = 1, max = 65536) int batch) {
    public EvaluationSpec {
        requireSplit(set, split);
    }

    /**
     * What is to be told where a task asks less than its limit.
     *
     * @param there how many examples its split has
     */
    public Optional<String> shortOf(int there) {
        return there < limit
                ? Optional.of(
                        "%s: the limit is %d, but the split %s of %s has %d examples, which are all asked"
                                .formatted(task, limit, split, set.label(), there))
                : Optional.empty();
    }

    @Rule(
            value = {"set", "split"},
            byKind = "set")
    static void requireSplit(DatasetSpec set, String split) {
        set.requireSplit(split);
    }
}
