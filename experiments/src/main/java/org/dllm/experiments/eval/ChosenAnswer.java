package org.dllm.experiments.eval;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import org.dllm.experiments.data.Example;

/**
 * The likelihoods of a question's choices.
 *
 * @param logLikelihoods sums of log p, choice by choice
 * @param cut tokens cut from the left of the context because they exceeded the model's context
 * @param computed the context with all choices; several readings if the context was cut
 */
public record ChosenAnswer(
        int index, Example example, List<Double> logLikelihoods, int cut, List<Reading> computed)
        implements Answer {
    public ChosenAnswer {
        logLikelihoods = List.copyOf(logLikelihoods);
        computed = List.copyOf(computed);
    }

    /** The choice that counts under a metric of {@link Choose}. */
    public int chosen(String metric) {
        return switch (metric) {
            case "acc_norm" -> chosenByCharacters();
            case "acc_bytes" -> chosenByBytes();
            default -> chosen();
        };
    }

    /** The likeliest choice; the first one of equals. */
    public int chosen() {
        return likeliest(_ -> 1);
    }

    /** The likeliest choice per character. */
    public int chosenByCharacters() {
        return likeliest(text -> text.codePointCount(0, text.length()));
    }

    /** The likeliest choice per byte of UTF-8. */
    public int chosenByBytes() {
        return likeliest(text -> text.getBytes(StandardCharsets.UTF_8).length);
    }

    private int likeliest(ToDoubleFunction<String> length) {
        int best = 0;
        double most = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < logLikelihoods.size(); c++) {
            double value =
                    logLikelihoods.get(c) / length.applyAsDouble(example.choices().texts().get(c));
            if (value > most) {
                most = value;
                best = c;
            }
        }
        return best;
    }

    @Override
    public String text(String metric) {
        return example.choices().texts().get(chosen(metric));
    }

    @Override
    public OptionalDouble score(String metric) {
        return metric.startsWith("acc")
                ? OptionalDouble.of(correct(metric) ? 1 : 0)
                : OptionalDouble.empty();
    }

    @Override
    public boolean correct(String metric) {
        return chosen(metric) == example.choices().gold();
    }
}
