package org.dllm.experiments.eval;

import java.util.List;
import org.dllm.experiments.data.Example;

/**
 * The likelihood of a given text.
 *
 * @param logLikelihood sum of log p of its tokens
 * @param tokens that were predicted
 * @param cut tokens that the prompt lost on its left
 * @param read one window after the other
 */
public record ScoredText(
        int index, Example example, double logLikelihood, int tokens, int cut, List<Reading> read)
        implements Answer {
    public ScoredText {
        read = List.copyOf(read);
    }

    @Override
    public List<Reading> computed() {
        return read;
    }

    @Override
    public List<Reading> texts() {
        return read;
    }

    @Override
    public String text() {
        return "";
    }

    @Override
    public boolean correct() {
        return true;
    }
}
