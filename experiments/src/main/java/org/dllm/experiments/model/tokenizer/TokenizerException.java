package org.dllm.experiments.model.tokenizer;

/** A tokenizer file is truncated, inconsistent or of an unsupported kind. */
public final class TokenizerException extends RuntimeException {

    TokenizerException(String problem) {
        super(problem);
    }

    TokenizerException(String problem, Throwable cause) {
        super(problem, cause);
    }
}
