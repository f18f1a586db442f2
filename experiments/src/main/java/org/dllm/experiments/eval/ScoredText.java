package org.dllm.experiments.eval;

import java.util.List;
import org.dllm.experiments.data.Example;

/**
 * The likelihood of a given text.
 *
 * @param logLikelihood sum of log p of its tokens
 * @param tokens number of predicted tokens
 * @param cut number of tokens cut from the left of the prompt
 * @param read the windows in order
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
