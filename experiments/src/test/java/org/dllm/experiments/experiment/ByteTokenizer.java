package org.dllm.experiments.experiment;

import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.dllm.experiments.model.tokenizer.TokenStream;
import org.dllm.experiments.model.tokenizer.Tokenizer;
import org.dllm.experiments.model.tokenizer.TokenizerFile;

/**
 * Every byte is a token, with ids from 3. Token 1 begins a text.
 *
 * @param end ends a text; not part of the tokenizer's file
 */
record ByteTokenizer(int end) implements Tokenizer {

    private static final int FIRST = 3;

    ByteTokenizer() {
        this(2);
    }

    @Override
    public int[] encode(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return IntStream.range(0, bytes.length).map(i -> FIRST + (bytes[i] & 0xff)).toArray();
    }

    @Override
    public int[] encodePrompt(String text) {
        return IntStream.concat(IntStream.of(1), IntStream.of(encode(text))).toArray();
    }

    @Override
    public String decode(int[] ids) {
        byte[] bytes = new byte[ids.length];
        for (int i = 0; i < ids.length; i++) {
            bytes[i] = (byte) (ids[i] - FIRST);
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public String decodeWithSpecials(int[] ids) {
        return decode(ids);
    }

    @Override
    public String token(int id) {
        return decode(new int[] {id});
    }

    @Override
    public boolean isSpecial(int id) {
        return id < FIRST;
    }

    @Override
    public OptionalInt bos() {
        return OptionalInt.of(1);
    }

    @Override
    public OptionalInt eos() {
        return OptionalInt.of(end);
    }

    @Override
    public OptionalInt pad() {
        return OptionalInt.of(0);
    }

    @Override
    public int vocabulary() {
        return FIRST + 256;
    }

    @Override
    public TokenStream stream(int[] before) {
        throw new UnsupportedOperationException("nothing is generated");
    }

    @Override
    public Set<Integer> ends() {
        return Set.of(end);
    }

    @Override
    public TokenizerFile file() {
        return new TokenizerFile("tokenizer.json", "bytes".getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {}
}
