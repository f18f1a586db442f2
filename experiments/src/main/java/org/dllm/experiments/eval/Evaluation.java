package org.dllm.experiments.eval;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.dllm.experiments.data.DatasetSpec;

/**
 * One task, carried out.
 *
 * @param answers in the order of the examples
 * @param generateSeconds wall clock of all generation, prompts read included
 * @param scoreSeconds wall clock of reading all completions once
 */
public record Evaluation(
        EvaluationSpec task,
        Subject subject,
        List<Answered> answers,
        double generateSeconds,
        double scoreSeconds) {
    public Evaluation {
        answers = List.copyOf(answers);
    }

    DatasetSpec set() {
        return task.set();
    }

    /** All results of the task, in display order. */
    public List<Result> results() {
        return Metric.all().stream().flatMap(metric -> metric.of(this).stream()).toList();
    }

    /**
     * The results by full key, such as {@code synthetic/exact_match/family=chain}, and the times it
     * took, whose keys begin with {@code time/}.
     */
    public Map<String, Double> metrics() {
        var metrics = new TreeMap<String, Double>();
        for (Result result : results()) {
            metrics.put(task.task() + "/" + result.metric(), result.value());
            if (result.stderr() != null) {
                int end = bucketStart(result.metric());
                String bucket = result.metric().substring(end);
                String name = result.metric().substring(0, end);
                metrics.put(task.task() + "/" + name + "_stderr" + bucket, result.stderr());
                metrics.put(task.task() + "/examples" + bucket, (double) result.n());
            }
        }
        String time = "time/" + task.task() + "/";
        metrics.put(time + "seconds", generateSeconds + scoreSeconds);
        metrics.put(time + "generate_seconds", generateSeconds);
        metrics.put(time + "score_seconds", scoreSeconds);
        if (generateSeconds > 0) {
            metrics.put(time + "generated_tokens_per_second", generatedTokens() / generateSeconds);
        }
        if (scoreSeconds > 0) {
            metrics.put(time + "scored_tokens_per_second", scoredTokens() / scoreSeconds);
        }
        return metrics;
    }

    private static int bucketStart(String metric) {
        int slash = metric.indexOf('/');
        return slash < 0 ? metric.length() : slash;
    }

    private long generatedTokens() {
        return answers.stream().mapToLong(a -> a.generation().ids().length).sum();
    }

    private long scoredTokens() {
        return answers.stream()
                .filter(Answered::scored)
                .mapToLong(a -> a.encoded().ids().length)
                .sum();
    }
}
