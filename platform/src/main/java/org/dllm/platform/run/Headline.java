package org.dllm.platform.run;

import java.util.Comparator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The two numbers of a result that a list has room for: those of its first task.
 *
 * @param exactMatch share of questions answered right
 * @param executedRate share of layers executed per token
 */
public record Headline(@Nullable Double exactMatch, @Nullable Double executedRate) {

    /** What is absent in {@code summary} is absent here. */
    public static Headline of(Map<String, Double> summary) {
        return new Headline(first(summary, "/exact_match"), first(summary, "/executed_rate"));
    }

    private static @Nullable Double first(Map<String, Double> summary, String end) {
        return summary.entrySet().stream()
                .filter(entry -> entry.getKey().endsWith(end))
                .filter(entry -> !entry.getKey().startsWith("train/"))
                .min(Comparator.comparing(Map.Entry::getKey))
                .map(Map.Entry::getValue)
                .orElse(null);
    }
}
