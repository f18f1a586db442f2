package org.dllm.experiments.eval;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Perplexity of given texts. {@code token_perplexity} is over all tokens, {@code
 * token_perplexity/example_mean} over the means of the examples; both are common and differ. Pages
 * also have {@code word_perplexity}, {@code byte_perplexity} and {@code bits_per_byte}, which
 * divide by the size of the original text and do not depend on the tokenizer.
 */
public record TextPerplexity() implements Metric {

    /** Measures that exist only for texts without prompts. */
    static final Set<String> OF_TEXTS =
            Set.of("word_perplexity", "byte_perplexity", "bits_per_byte");

    @Override
    public List<Measure> measures() {
        return List.of(
                new Measure("word_perplexity", "Perplexity per word", false),
                new Measure("byte_perplexity", "Perplexity per byte", false),
                new Measure("bits_per_byte", "Bits per byte", false),
                new Measure("token_perplexity", "Perplexity per token", false));
    }

    @Override
    public List<Result> of(Evaluated task) {
        var sum = new Sum();
        task.forEach(ScoredText.class, sum::add);
        return sum.results();
    }

    private static final class Sum {
        private double logP;
        private double means;
        private long tokens;
        private long words;
        private long bytes;
        private long examples;

        void add(ScoredText text) {
            if (text.tokens() > 0) {
                logP += text.logLikelihood();
                means += text.logLikelihood() / text.tokens();
                tokens += text.tokens();
                words += text.example().original().words();
                bytes += text.example().original().bytes();
                examples++;
            }
        }

        List<Result> results() {
            var results = new ArrayList<Result>();
            if (examples > 0 && bytes > 0) {
                results.add(result("word_perplexity", Math.exp(-logP / words)));
                results.add(result("byte_perplexity", Math.exp(-logP / bytes)));
                results.add(result("bits_per_byte", -logP / bytes / Math.log(2)));
            }
            if (examples > 0) {
                results.add(result("token_perplexity", Math.exp(-logP / tokens)));
                results.add(result("token_perplexity/example_mean", Math.exp(-means / examples)));
            }
            return results;
        }

        private Result result(String metric, double value) {
            return new Result(metric, value, null, examples);
        }
    }
}
