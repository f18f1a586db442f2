package org.dllm.experiments.eval;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.dllm.experiments.model.tokenizer.TokenStream;
import org.dllm.experiments.model.tokenizer.Tokenizer;
import org.dllm.experiments.model.tokenizer.TokenizerFile;

/**
 * Tokenizes words with their leading space, like byte-level vocabularies, and other characters
 * singly. It adds words to its vocabulary as they occur.
 *
 * @param words by id
 * @param begins whether a text begins with the begin token
 */
record WordTokenizer(List<String> words, boolean begins) implements Tokenizer {

    static final int BEGIN = 0;
    static final int END = 1;
    private static final Pattern TOKEN = Pattern.compile(" ?[a-z]+|<b>|.", Pattern.DOTALL);

    static WordTokenizer of(boolean begins) {
        return new WordTokenizer(new ArrayList<>(List.of("<b>", "<e>")), begins);
    }

    @Override
    public int[] encode(String text) {
        return TOKEN.matcher(text).results().map(MatchResult::group).mapToInt(this::id).toArray();
    }

    private int id(String word) {
        if (!words.contains(word)) {
            words.add(word);
        }
        return words.indexOf(word);
    }

    @Override
    public int[] encodePrompt(String text) {
        return encode(begins ? "<b>" + text : text);
    }

    @Override
    public String decode(int[] ids) {
        return Arrays.stream(ids)
                .filter(id -> id > END)
                .mapToObj(this::token)
                .collect(Collectors.joining());
    }

    @Override
    public String decodeWithSpecials(int[] ids) {
        return IntStream.of(ids).mapToObj(this::token).collect(Collectors.joining());
    }

    @Override
    public String token(int id) {
        return words.get(id);
    }

    @Override
    public boolean isSpecial(int id) {
        return id <= END;
    }

    @Override
    public OptionalInt bos() {
        return OptionalInt.of(BEGIN);
    }

    @Override
    public OptionalInt eos() {
        return OptionalInt.of(END);
    }

    @Override
    public Set<Integer> ends() {
        return Set.of(END);
    }

    @Override
    public OptionalInt pad() {
        return OptionalInt.of(END);
    }

    @Override
    public int vocabulary() {
        return words.size();
    }

    @Override
    public TokenStream stream(int[] before) {
        return new TokenStream() {
            @Override
            public String next(int id) {
                return decode(new int[] {id});
            }

            @Override
            public String rest() {
                return "";
            }
        };
    }

    @Override
    public TokenizerFile file() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
