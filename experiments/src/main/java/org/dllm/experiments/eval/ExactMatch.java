package org.dllm.experiments.eval;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Share of answers that the set accepts, of what the model wrote freely and greedily: over all, per
 * family and per number of steps, each with its standard error √(p(1−p)/n), and the mean over
 * families. A prompt that is longer than the model's context counts as answered wrongly.
 */
public record ExactMatch() implements Metric {

    private static final String NAME = "exact_match";

    @Override
    public List<Measure> measures() {
        return List.of(new Measure(NAME, "Exact match", true));
    }

    @Override
    public List<Result> of(Evaluation evaluation) {
        List<Answered> answers = evaluation.answers();
        if (answers.isEmpty()) {
            return List.of();
        }
        var results = new ArrayList<Result>();
        results.add(result("", answers));
        var families = grouped(answers, a -> "/family=" + a.example().family());
        families.forEach((bucket, members) -> results.add(result(bucket, members)));
        grouped(answers, a -> "/steps=" + a.example().steps())
                .forEach((bucket, members) -> results.add(result(bucket, members)));
        double mean =
                families.values().stream().mapToDouble(ExactMatch::share).average().orElseThrow();
        results.add(new Result(NAME + "/family_mean", mean, null, answers.size()));
        return results;
    }

    private static Map<String, List<Answered>> grouped(
            List<Answered> answers, Function<Answered, String> bucket) {
        return answers.stream()
                .collect(Collectors.groupingBy(bucket, TreeMap::new, Collectors.toList()));
    }

    private static Result result(String bucket, List<Answered> answers) {
        double p = share(answers);
        int n = answers.size();
        return new Result(NAME + bucket, p, Math.sqrt(p * (1 - p) / n), n);
    }

    private static double share(List<Answered> answers) {
        return (double) answers.stream().filter(Answered::correct).count() / answers.size();
    }
}
