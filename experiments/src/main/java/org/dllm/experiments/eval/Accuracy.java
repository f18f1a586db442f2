package org.dllm.experiments.eval;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Share of questions whose correct choice is the likeliest: by log-likelihood ({@code acc}), by
 * log-likelihood per character ({@code acc_norm}) and per byte ({@code acc_bytes}). Computed over
 * all examples, and per family if there are several. The standard error is that of a mean; over
 * several families it is pooled, as lm-evaluation-harness does for a group of tasks.
 */
public record Accuracy() implements Metric {

    @Override
    public List<Measure> measures() {
        return List.of(
                new Measure("acc", "Accuracy", true),
                new Measure("acc_norm", "Accuracy per character", true),
                new Measure("acc_bytes", "Accuracy per byte", true));
    }

    @Override
    public List<Result> of(Evaluated task) {
        var all = new Count();
        Map<String, Count> families = new TreeMap<>();
        task.forEach(
                ChosenAnswer.class,
                answer -> {
                    all.add(answer);
                    families.computeIfAbsent(answer.example().family(), _ -> new Count())
                            .add(answer);
                });
        var results = new ArrayList<Result>();
        if (families.size() > 1) {
            all.put(results, "", families.values());
            families.forEach((family, count) -> count.put(results, "/family=" + family));
        } else {
            all.put(results, "");
        }
        return results;
    }

    private static final class Count {
        private static final List<String> NAMES = List.of("acc", "acc_norm", "acc_bytes");

        private final long[] right = new long[NAMES.size()];
        private long examples;

        void add(ChosenAnswer answer) {
            int gold = answer.example().choices().gold();
            right[0] += answer.chosen() == gold ? 1 : 0;
            right[1] += answer.chosenByCharacters() == gold ? 1 : 0;
            right[2] += answer.chosenByBytes() == gold ? 1 : 0;
            examples++;
        }

        void put(List<Result> results, String bucket) {
            put(results, bucket, examples == 0 ? List.of() : List.of(this));
        }

        /** Adds the results over all examples, of which each group has a mean of its own. */
        void put(List<Result> results, String bucket, Collection<Count> groups) {
            for (int i = 0; i < NAMES.size() && !groups.isEmpty(); i++) {
                int name = i;
                double variance = groups.stream().mapToDouble(group -> group.variance(name)).sum();
                long freedom = examples - groups.size();
                results.add(
                        new Result(
                                NAMES.get(i) + bucket,
                                (double) right[i] / examples,
                                freedom > 0 ? Math.sqrt(variance / freedom / examples) : null,
                                examples));
            }
        }

        /** The sum of squared deviations from the mean. */
        private double variance(int name) {
            return right[name] * (1 - (double) right[name] / examples);
        }
    }
}
