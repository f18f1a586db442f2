package org.dllm.experiments.method;

import java.util.List;

/** The untrained model, as a method measures it on its calibration text. */
public interface CalibratedModel {

    /**
     * The importance of the model's blocks.
     *
     * @param by {@code perplexity} or {@code taylor}
     */
    BlockRanking ranking(String by);

    /** Number of layers. */
    int layers();

    /** The mean negative log-likelihood of the text if only these layers execute. */
    double nll(List<Integer> layers);

    /** The text that the model was measured on. */
    Resolution.Source source();
}
