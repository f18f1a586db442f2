package org.dllm.experiments.model.tokenizer;

/**
 * A tokenizer file that is cut short, contradicts itself, or is of a kind that is not read here.
 */
public final class TokenizerException extends RuntimeException {

    TokenizerException(String problem) {
        super(problem);
    }

    TokenizerException(String problem, Throwable cause) {
        super(problem, cause);
    }
}
