package org.dllm.experiments.eval;

import java.util.List;
import org.dllm.experiments.model.ContinuationScores.OneScore;

/**
 * The likelihoods of the texts of one example, and the sequences that the model read.
 *
 * @param each log-likelihood, number of tokens, and whether it is greedy, text by text
 * @param read one sequence, or several if the model's context was too short for the texts
 * @param cut maximum number of tokens cut from the left of a text's context; 0 if all fit
 */
public record TextScores(List<OneScore> each, List<Reading> read, int cut) {

    public TextScores {
        each = List.copyOf(each);
        read = List.copyOf(read);
    }

    /** The number of tokens read. */
    long tokensRead() {
        return read.stream().mapToLong(reading -> reading.ids().length).sum();
    }
}
