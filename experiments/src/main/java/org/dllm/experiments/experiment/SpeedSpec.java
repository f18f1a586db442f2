package org.dllm.experiments.experiment;

import java.util.List;
import org.dllm.experiments.spec.Default;
import org.dllm.experiments.spec.Range;
import org.dllm.experiments.spec.SpecException;

/**
 * Measurement of the generation speed after the evaluation: the trained model with its method in
 * turns with the dense model of the same weights, with one sequence and with a batch, on prompts of
 * the first task. Speeds depend on the machine and are never compared between runs.
 *
 * @param batch sequences of the batch
 * @param promptTokens length of each prompt; prompts are cut, or joined, to this length
 * @param answerTokens generated tokens of each sequence whose time is measured
 * @param turns number of turns; speeds and ratios are medians over them
 */
public record SpeedSpec(
        @Default("8") @Range(min = 1, max = 1024) int batch,
        @Default("256") @Range(min = 1, max = 1 << 20) int promptTokens,
        @Default("32") @Range(min = 1, max = 1 << 20) int answerTokens,
        @Default("3") @Range(min = 1, max = 1000) int turns) {

    /** The numbers of sequences that are measured. */
    List<Integer> batches() {
        return batch == 1 ? List.of(1) : List.of(1, batch);
    }

    /**
     * Fails if prompt and answer do not fit.
     *
     * @throws SpecException with the longest prompt that fits
     */
    void requireWithin(int context) {
        if (promptTokens + answerTokens > context) {
            throw SpecException.of(
                    "speed.promptTokens",
                    "at most %d, so that %d generated tokens fit the model's context of %d tokens"
                            .formatted(context - answerTokens, answerTokens, context),
                    Integer.toString(promptTokens));
        }
    }
}
