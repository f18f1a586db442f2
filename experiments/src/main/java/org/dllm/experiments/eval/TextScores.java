package org.dllm.experiments.eval;

import java.util.List;
import org.dllm.experiments.model.ContinuationScores.OneScore;

/**
 * How likely a model found the texts of one example, and what it read to find that out.
 *
 * @param each log-likelihood, number of tokens, and whether it is greedy, text by text
 * @param read usually one; more where the model's context was too short for the texts
 * @param cut tokens that the context of a text lost on its left, of the text that lost most; 0
 *     where the model had room for all
 */
public record TextScores(List<OneScore> each, List<Reading> read, int cut) {

    public TextScores {
        each = List.copyOf(each);
        read = List.copyOf(read);
    }

    /** Tokens that were read. */
    long tokensRead() {
        return read.stream().mapToLong(reading -> reading.ids().length).sum();
    }
}
