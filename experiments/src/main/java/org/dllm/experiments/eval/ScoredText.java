package org.dllm.experiments.eval;

import java.util.List;
import java.util.OptionalDouble;
import org.dllm.experiments.data.Example;

/**
 * The likelihood of a given text.
 *
 * @param logLikelihood sum of log p of its tokens
 * @param tokens number of predicted tokens
 * @param cut number of tokens cut from the left of the prompt
 * @param computed the windows in order
 */
public record ScoredText(
        int index,
        Example example,
        double logLikelihood,
        int tokens,
        int cut,
        List<Reading> computed)
        implements Answer {
    public ScoredText {
        computed = List.copyOf(computed);
    }

    @Override
    public String text(String metric) {
        return "";
    }

    @Override
    public OptionalDouble score(String metric) {
        boolean likelihood = metric.contains("perplexity") || metric.equals("bits_per_byte");
        return likelihood && tokens > 0
                ? OptionalDouble.of(-logLikelihood / tokens)
                : OptionalDouble.empty();
    }

    @Override
    public boolean correct(String metric) {
        return true;
    }
}
