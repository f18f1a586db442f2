package org.dllm.experiments.eval;

import java.util.LinkedHashMap;
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

    @Override
    public Map<String, Double> of(Evaluation evaluation) {
        var values = new LinkedHashMap<String, Double>();
        List<Answered> answers = evaluation.answers();
        put(values, "", answers);
        var families = grouped(answers, a -> "/family=" + a.example().family());
        families.forEach((bucket, members) -> put(values, bucket, members));
        grouped(answers, a -> "/steps=" + a.example().steps())
                .forEach((bucket, members) -> put(values, bucket, members));
        if (!families.isEmpty()) {
            values.put(
                    "exact_match/family_mean",
                    families.values().stream()
                            .mapToDouble(ExactMatch::share)
                            .average()
                            .orElseThrow());
        }
        return values;
    }

    private static Map<String, List<Answered>> grouped(
            List<Answered> answers, Function<Answered, String> bucket) {
        return answers.stream()
                .collect(Collectors.groupingBy(bucket, TreeMap::new, Collectors.toList()));
    }

    private static void put(Map<String, Double> values, String bucket, List<Answered> answers) {
        if (!answers.isEmpty()) {
            double p = share(answers);
            values.put("exact_match" + bucket, p);
            values.put("exact_match_stderr" + bucket, Math.sqrt(p * (1 - p) / answers.size()));
            values.put("examples" + bucket, (double) answers.size());
        }
    }

    private static double share(List<Answered> answers) {
        return (double) answers.stream().filter(Answered::correct).count() / answers.size();
    }
}
