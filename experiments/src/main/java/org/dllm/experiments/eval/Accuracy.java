package org.dllm.experiments.eval;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Share of questions whose correct choice is the likeliest: by log-likelihood ({@code acc}), by
 * log-likelihood per character ({@code acc_norm}) and per byte ({@code acc_bytes}). Computed over
 * all examples, and per family if there are several. The standard error is that of a mean.
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
        all.put(results, "");
        if (families.size() > 1) {
            families.forEach((family, count) -> count.put(results, "/family=" + family));
        }
        return results;
    }

    private static final class Count {
        private long right;
        private long rightByCharacters;
        private long rightByBytes;
        private long examples;

        void add(ChosenAnswer answer) {
            int gold = answer.example().choices().gold();
            right += answer.chosen() == gold ? 1 : 0;
            rightByCharacters += answer.chosenByCharacters() == gold ? 1 : 0;
            rightByBytes += answer.chosenByBytes() == gold ? 1 : 0;
            examples++;
        }

        void put(List<Result> results, String bucket) {
            if (examples > 0) {
                results.add(Result.mean("acc" + bucket, right, examples));
                results.add(Result.mean("acc_norm" + bucket, rightByCharacters, examples));
                results.add(Result.mean("acc_bytes" + bucket, rightByBytes, examples));
            }
        }
    }
}
