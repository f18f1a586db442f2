package org.dllm.experiments.eval;

import org.dllm.experiments.data.Encoded;
import org.dllm.experiments.data.Example;
import org.dllm.experiments.model.Generation;
import org.dllm.experiments.model.Score;

/**
 * One example with all that the model made of it.
 *
 * @param index place in the evaluated list; the sequence that gates were asked with
 * @param generation what the model wrote, left to itself
 * @param text the same as text
 * @param answer found in the text
 * @param score of the set's own completion; of nothing where the model has no room for it
 */
public record Answered(
        int index,
        Example example,
        Encoded encoded,
        Generation generation,
        String text,
        String answer,
        boolean correct,
        Score score) {

    /** Whether the model had room to read prompt and completion. */
    boolean scored() {
        return score.trace().tokens() > 0;
    }

    /** −log p of the completion's tokens and the end, summed. */
    double completionNll() {
        double sum = 0;
        for (int i = encoded.promptTokens() - 1; i < score.nll().length; i++) {
            sum += score.nll()[i];
        }
        return sum;
    }

    int completionTokens() {
        return encoded.ids().length - encoded.promptTokens();
    }
}
