package org.dllm.platform.experiment;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A spec as it comes in.
 *
 * @param document YAML or JSON
 * @param sets changes as {@code train.steps=100}
 * @param priority of its runs; larger is sooner
 * @param idempotencyKey the same key gets the same runs, however often it is sent
 */
public record Submission(
        String document, List<String> sets, int priority, @Nullable String idempotencyKey) {
    public Submission {
        sets = List.copyOf(sets);
    }
}
