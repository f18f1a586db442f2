package org.dllm.experiments.experiment;

/** The loss or the weights became NaN or infinite: names the step and the last good checkpoint. */
public final class DivergedException extends RuntimeException {
    public DivergedException(String message) {
        super(message);
    }
}
