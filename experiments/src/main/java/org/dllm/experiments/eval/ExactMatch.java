package org.dllm.experiments.eval;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.dllm.experiments.data.Example;

/**
 * Share of greedily generated answers that the set accepts: over all examples, per family and per
 * number of steps, each with its standard error √(p(1−p)/(n−1)), and the mean over families.
 */
public record ExactMatch() implements Metric {

    private static final String NAME = "exact_match";

    @Override
    public List<Measure> measures() {
        return List.of(new Measure(NAME, "Exact match", true));
    }

    @Override
    public List<Result> of(Evaluated task) {
        var results = new ArrayList<Result>();
        var filters = new LinkedHashMap<String, Buckets>();
        task.forEach(
                GeneratedAnswer.class,
                answer -> {
                    for (GeneratedAnswer.Extraction found : answer.extractions()) {
                        filters.computeIfAbsent(found.filter(), _ -> new Buckets())
                                .add(answer.example(), found.correct());
                    }
                });
        filters.forEach((filter, buckets) ->
                results.addAll(buckets.results(NAME + (filter.isEmpty() ? "" : "," + filter))));
        return results;
    }

    /** Counts correct answers over all examples, by family and by number of steps. */
    private static final class Buckets {
        private final Share all = new Share();
        private final Map<String, Share> families = new TreeMap<>();
        private final Map<String, Share> steps = new TreeMap<>();

        void add(Example example, boolean right) {
            all.add(right);
            families.computeIfAbsent("/family=" + example.family(), _ -> new Share()).add(right);
            steps.computeIfAbsent("/steps=" + example.steps(), _ -> new Share()).add(right);
        }

        List<Result> results(String name) {
            var results = new ArrayList<Result>();
            results.add(all.result(name));
            families.forEach((bucket, share) -> results.add(share.result(name + bucket)));
            steps.forEach((bucket, share) -> results.add(share.result(name + bucket)));
            double mean =
                    families.values().stream().mapToDouble(Share::value).average().orElseThrow();
            results.add(new Result(name + "/family_mean", mean, null, all.total));
            return results;
        }
    }

    private static final class Share {
        private int right;
        private int total;

        void add(boolean correct) {
            right += correct ? 1 : 0;
            total++;
        }

        double value() {
            return (double) right / total;
        }

        Result result(String metric) {
            return Result.mean(metric, right, total);
        }
    }
}
