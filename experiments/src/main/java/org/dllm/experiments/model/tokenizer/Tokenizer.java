package org.dllm.experiments.model.tokenizer;

import java.util.OptionalInt;
import java.util.Set;

/** Text to token ids and back. Safe for use by several threads. */
public interface Tokenizer extends AutoCloseable {

    /** The ids of {@code text} alone: nothing is put before or after it. */
    int[] encode(String text);

    /** As the model wants a text to begin: after its begin token where it has one. */
    int[] encodePrompt(String text);

    /** The text of {@code ids}; special tokens are left out. */
    String decode(int[] ids);

    /** The text of {@code ids} with special tokens as they are written: {@code <|im_end|>}. */
    String decodeWithSpecials(int[] ids);

    /** The piece as a person reads it: spaces are spaces, a lone byte is {@code <0xE2>}. */
    String token(int id);

    /** Whether the id stands for no text: begin, end, padding, roles of a chat. */
    boolean isSpecial(int id);

    /** The token a text begins with, where the model knows one. */
    OptionalInt bos();

    /** The token that a text for training ends with. */
    OptionalInt eos();

    /** Every token that ends an answer; {@link #eos} is one of them. */
    Set<Integer> ends();

    /** What fills short rows of a batch; where the vocabulary has none, the end token. */
    OptionalInt pad();

    /** The number of ids: one more than the largest. */
    int vocabulary();

    /**
     * Decodes ids as they come after {@code before}, which may be empty; each call gives the text
     * that has become certain.
     */
    TokenStream stream(int[] before);

    /** The whole tokenizer as a file, to be published with a model. */
    TokenizerFile file();

    @Override
    void close();
}
