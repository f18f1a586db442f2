package org.dllm.experiments.model.tokenizer;

/** Text that grows token by token: a character split over tokens comes when it is whole. */
public interface TokenStream {

    /** Takes the next id and gives the text that it completed, often empty or a word. */
    String next(int id);

    /** What is left at the end, whole or not. */
    String rest();
}
