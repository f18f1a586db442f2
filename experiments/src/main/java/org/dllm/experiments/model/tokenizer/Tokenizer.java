package org.dllm.experiments.model.tokenizer;

import java.util.OptionalInt;
import java.util.Set;

/** Converts text to token ids and back. Thread-safe. */
public interface Tokenizer extends AutoCloseable {

    /** The ids of {@code text}, without begin or end tokens. */
    int[] encode(String text);

    /** The ids of {@code text} with the begin token before it, if the model uses one. */
    int[] encodePrompt(String text);

    /** The text of {@code ids}, without special tokens. */
    String decode(int[] ids);

    /** The text of {@code ids}, including special tokens such as {@code <|im_end|>}. */
    String decodeWithSpecials(int[] ids);

    /**
     * The piece in readable form: with spaces; a byte that is not a character is {@code <0xE2>}.
     */
    String token(int id);

    /** Whether the id is a control token without text: begin, end, padding, chat roles. */
    boolean isSpecial(int id);

    /** The begin token, if there is one. */
    OptionalInt bos();

    /** The token that ends training texts. */
    OptionalInt eos();

    /** All tokens that end an answer, including {@link #eos}. */
    Set<Integer> ends();

    /** The token that fills short rows of a batch; the end token if there is no padding token. */
    OptionalInt pad();

    /** The number of ids: the largest id plus one. */
    int vocabulary();

    /** Creates a stream that decodes ids following {@code before}, which may be empty. */
    TokenStream stream(int[] before);

    /** The whole tokenizer as a file, for publication with a model. */
    TokenizerFile file();

    @Override
    void close();
}
