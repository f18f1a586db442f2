package org.dllm.experiments.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class EncodedChoicesTests {

    private final WordTokenizer tokenizer = WordTokenizer.of(false);

    @Test
    void contextAndContinuationAreEncodedAsOneText() {
        var encoded = encoded("to be", List.of(" or not", "have"));
        assertThat(tokenizer.decode(encoded.context())).isEqualTo("to be");
        assertThat(encoded.texts()).map(this::words).containsExactly("[ or][ not]", "[have]");
    }

    @Test
    void aContinuedWordStartsAfterTheTokenCountOfTheContext() {
        // "to be" + "have" gives the two tokens "to", " behave"; none is left, so the choice is
        // encoded alone
        assertThat(words(encoded("to be", List.of("have")).texts().getFirst())).isEqualTo("[have]");
        // three tokens; the context alone has two
        assertThat(words(encoded("to be", List.of("have!")).texts().getFirst())).isEqualTo("[!]");
    }

    @Test
    void spacesAtTheEndOfTheContextBelongToTheContinuation() {
        var encoded = encoded("q \n\u00a0 ", List.of("yes"));
        assertThat(words(encoded.context())).isEqualTo("[q]");
        assertThat(words(encoded.texts().getFirst())).isEqualTo("[ ][\n][\u00a0][ yes]");
    }

    @Test
    void anEmptyContextIsTheTokenThatTextsBeginWith() {
        for (String context : List.of("", " ")) {
            var encoded = encoded(context, List.of("yes", "<b>no"));
            assertThat(encoded.context()).containsExactly(WordTokenizer.BEGIN);
            assertThat(encoded.texts())
                    .map(this::words)
                    .containsExactly(
                            "[" + context + "yes]", context.isEmpty() ? "[no]" : "[ ][<b>][no]");
        }
    }

    @Test
    void aBeginTokenStandsBeforeTheContextAndOnlyOnce() {
        var begins = WordTokenizer.of(true);
        for (String context : List.of("to be", "<b>to be")) {
            var encoded = EncodedChoices.of(begins, context, List.of(" or"));
            assertThat(begins.decodeWithSpecials(encoded.context())).isEqualTo("<b>to be");
            assertThat(begins.decodeWithSpecials(encoded.texts().getFirst())).isEqualTo(" or");
        }
    }

    @Test
    void choicesThatShareABeginningHaveAllOfTheirTokens() {
        var encoded = encoded("q", List.of(" a b", " a b c", " a"));
        assertThat(encoded.texts())
                .map(this::words)
                .containsExactly("[ a][ b]", "[ a][ b][ c]", "[ a]");
    }

    @Test
    void aContinuationWithoutTokensIsRejected() {
        assertThatThrownBy(() -> encoded("q", List.of("")))
                .hasMessageContaining("at least one token");
        assertThatThrownBy(() -> encoded("", List.of("")))
                .hasMessageContaining("at least one token");
    }

    private EncodedChoices encoded(String context, List<String> continuations) {
        return EncodedChoices.of(tokenizer, context, continuations);
    }

    private String words(int[] ids) {
        var words = new StringBuilder();
        for (int id : ids) {
            words.append('[').append(tokenizer.token(id)).append(']');
        }
        return words.toString();
    }
}
