package org.dllm.platform.experiment;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A spec to be submitted.
 *
 * @param document YAML or JSON
 * @param sets changes such as {@code train.steps=100}
 * @param priority priority of its runs; larger ones start first
 * @param missingOnly submits no run whose spec has finished or is active in the experiment; the
 *     existing run stands for it
 * @param idempotencyKey requests with the same key return the same runs
 */
public record Submission(
        String document,
        List<String> sets,
        int priority,
        boolean missingOnly,
        @Nullable String idempotencyKey) {
    public Submission {
        sets = List.copyOf(sets);
    }
}
