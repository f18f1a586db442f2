package org.dllm.experiments.eval;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.dllm.experiments.data.Example;
import org.jspecify.annotations.Nullable;

/**
 * A generated answer, and the likelihood of the set's own completion.
 *
 * @param text the generated text
 * @param extractions the final answers that the set's filters find in {@code text}
 * @param generated prompt and generated tokens that were read
 * @param read prompt and completion; null if they are longer than the model's context
 * @param completionNll sum of −log p of the completion's tokens and the end token; 0 if not read
 * @param cut number of tokens cut from the left of the generated answer's prompt
 * @param kvBytes see {@link org.dllm.experiments.model.Generation#kvBytes}
 */
public record GeneratedAnswer(
        int index,
        Example example,
        String text,
        List<Extraction> extractions,
        Reading generated,
        @Nullable Reading read,
        double completionNll,
        int cut,
        long kvBytes)
        implements Answer {
    public GeneratedAnswer {
        extractions = List.copyOf(extractions);
    }

    /**
     * A final answer found in a generated text.
     *
     * @param filter name of the rule that found it; empty if the set has one unnamed rule
     */
    public record Extraction(String filter, String answer, boolean correct) {}

    @Override
    public List<Reading> computed() {
        return List.of(generated);
    }

    @Override
    public List<Reading> texts() {
        return read == null ? List.of() : List.of(read);
    }

    @Override
    public String text(String metric) {
        return text;
    }

    /** The filter that the metric names decides; without a name, the first. */
    @Override
    public boolean correct(String metric) {
        return extractions.stream()
                .filter(found -> metric.equals("exact_match," + found.filter()))
                .findFirst()
                .orElse(extractions.getFirst())
                .correct();
    }

    @Override
    public OptionalDouble score(String metric) {
        if (metric.startsWith("exact_match")) {
            return OptionalDouble.of(correct(metric) ? 1 : 0);
        }
        return metric.startsWith("perplexity") && read != null
                ? OptionalDouble.of(completionNll / completionTokens())
                : OptionalDouble.empty();
    }

    /** Number of tokens of the completion with the end token; 0 if not read. */
    int completionTokens() {
        return Optional.ofNullable(read)
                .map(reading -> reading.ids().length - reading.promptTokens())
                .orElse(0);
    }
}
