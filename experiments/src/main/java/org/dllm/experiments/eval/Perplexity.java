package org.dllm.experiments.eval;

import java.util.List;

/**
 * Perplexity of the set's own completions and their end, given the prompts, each token after the
 * true ones before it. Two means are in use and differ: over all tokens ({@code perplexity}), and
 * over examples of each one's own mean ({@code perplexity/example_mean}). Examples that are longer
 * than the model's context are left out.
 */
public record Perplexity() implements Metric {

    @Override
    public List<Measure> measures() {
        return List.of(new Measure("perplexity", "Perplexity", false));
    }

    @Override
    public List<Result> of(Evaluation evaluation) {
        List<Answered> answers = evaluation.answers().stream().filter(Answered::scored).toList();
        if (answers.isEmpty()) {
            return List.of();
        }
        double sum = answers.stream().mapToDouble(Answered::completionNll).sum();
        long tokens = answers.stream().mapToLong(Answered::completionTokens).sum();
        double perExample =
                answers.stream()
                        .mapToDouble(a -> a.completionNll() / a.completionTokens())
                        .average()
                        .orElseThrow();
        return List.of(
                new Result("perplexity", Math.exp(sum / tokens), null, answers.size()),
                new Result("perplexity/example_mean", Math.exp(perExample), null, answers.size()));
    }
}
