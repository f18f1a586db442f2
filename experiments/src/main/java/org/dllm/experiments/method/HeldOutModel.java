package org.dllm.experiments.method;

import java.util.List;
import org.dllm.experiments.random.RandomStreams;

/** The trained model, as a method measures it on held-out training examples. */
public interface HeldOutModel {

    /** Number of layers. */
    int layers();

    /**
     * What the model predicts after some of its layers, compared with the prediction after all.
     *
     * @param lastOfPrompt whether only the last token of each prompt is measured, not every token
     */
    ExitSamples exits(List<Integer> layers, boolean lastOfPrompt);

    /** Source of random draws. */
    RandomStreams streams();

    /** The examples that the model was measured on. */
    Resolution.Source source();
}
