package org.dllm.experiments.method;

/** The untrained model, as a method measures it on its calibration text. */
public interface CalibratedModel {

    /**
     * The importance of the model's blocks.
     *
     * @param by {@code perplexity} or {@code taylor}
     */
    BlockRanking ranking(String by);

    /** The text that the model was measured on. */
    Resolution.Source source();
}
