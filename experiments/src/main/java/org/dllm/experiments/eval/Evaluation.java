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

    /**
     * Everything that is measured, by full key: {@code synthetic/exact_match/family=chain}. Keys
     * beginning with {@code time/} hang on the clock.
     */
    public Map<String, Double> metrics() {
        var metrics = new TreeMap<String, Double>();
        for (Metric metric : Metric.all()) {
            metric.of(this).forEach((key, value) -> metrics.put(task.task() + "/" + key, value));
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
