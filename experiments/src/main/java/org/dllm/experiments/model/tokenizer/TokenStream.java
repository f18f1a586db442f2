package org.dllm.experiments.model.tokenizer;

/**
 * Decodes token by token. A character that spans several tokens is returned when it is complete.
 */
public interface TokenStream {

    /** Adds an id and returns the text that it completes, which may be empty. */
    String next(int id);

    /** The remaining text at the end, complete or not. */
    String rest();
}
