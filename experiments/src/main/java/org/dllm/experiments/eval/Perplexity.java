package org.dllm.experiments.eval;

import java.util.List;

/**
 * Perplexity of the set's own completions and end tokens, given the prompts and all earlier gold
 * tokens. Two means are common and differ: over all tokens ({@code perplexity}), and over the means
 * of the examples ({@code perplexity/example_mean}). Examples that are longer than the model's
 * context are left out.
 */
public record Perplexity() implements Metric {

    @Override
    public List<Measure> measures() {
        return List.of(new Measure("perplexity", "Perplexity", false));
    }

    @Override
    public List<Result> of(Evaluated task) {
        var sum = new Sum();
        task.forEach(GeneratedAnswer.class, sum::add);
        return sum.examples == 0
                ? List.of()
                : List.of(
                        new Result(
                                "perplexity", Math.exp(sum.nll / sum.tokens), null, sum.examples),
                        new Result(
                                "perplexity/example_mean",
                                Math.exp(sum.means / sum.examples),
                                null,
                                sum.examples));
    }

    private static final class Sum {
        private double nll;
        private double means;
        private long tokens;
        private long examples;

        void add(GeneratedAnswer answer) {
            if (answer.read() != null) {
                nll += answer.completionNll();
                means += answer.completionNll() / answer.completionTokens();
                tokens += answer.completionTokens();
                examples++;
            }
        }
    }
}
