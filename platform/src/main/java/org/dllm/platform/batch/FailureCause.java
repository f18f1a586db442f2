package org.dllm.platform.batch;

import java.io.UncheckedIOException;
import org.dllm.experiments.experiment.DivergedException;
import org.dllm.experiments.model.io.ModelFileException;
import org.dllm.experiments.model.tokenizer.TokenizerException;
import org.dllm.experiments.spec.SpecException;

/** What a failure says about another attempt. */
final class FailureCause {

    private FailureCause() {}

    /** The exception that the engine threw, out of those that frameworks wrapped around it. */
    static Throwable of(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null
                && !(cause instanceof DivergedException)
                && !(cause instanceof UncheckedIOException)) cause = cause.getCause();
        return cause;
    }

    /**
     * A run that is repeated is equal bit for bit, so that what its own computation throws it
     * throws again; what its surroundings do (files, memory, devices) may go better.
     */
    static boolean wouldFailAgain(Throwable cause) {
        return cause instanceof DivergedException
                || cause instanceof SpecException
                || cause instanceof ModelFileException
                || cause instanceof TokenizerException
                || cause instanceof IllegalArgumentException
                || cause instanceof UnsupportedOperationException
                || cause instanceof IndexOutOfBoundsException
                || cause instanceof NullPointerException
                || cause instanceof ClassCastException
                || cause instanceof ArithmeticException;
    }
}
