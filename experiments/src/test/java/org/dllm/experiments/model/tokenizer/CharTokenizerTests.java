package org.dllm.experiments.model.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.dllm.experiments.model.tokenizer.TokenizerSource.Json;
import org.junit.jupiter.api.Test;

class CharTokenizerTests {

    private final Tokenizer tokenizer =
            Tokenizers.of(new Json(CharTokenizer.json(" abc0123456789+=\n\"\\é😀")));

    @Test
    void everyCharacterIsOneToken() {
        assertThat(tokenizer.encode("ab +")).containsExactly(4, 5, 3, 17);
        assertThat(tokenizer.vocabulary()).isEqualTo(3 + 21);
    }

    @Test
    void textComesBackExactly() {
        String text = "  a = 12\n\"b\\ é😀😀 ";
        assertThat(tokenizer.encode(text)).hasSize(text.codePointCount(0, text.length()));
        assertThat(tokenizer.decode(tokenizer.encode(text))).isEqualTo(text);
    }

    @Test
    void aPromptBeginsWithBosAndControlTokensHaveNoText() {
        int[] ids = tokenizer.encodePrompt("a");
        assertThat(ids).containsExactly(1, 4);
        assertThat(tokenizer.pad()).hasValue(0);
        assertThat(tokenizer.bos()).hasValue(1);
        assertThat(tokenizer.eos()).hasValue(2);
        assertThat(tokenizer.decode(new int[] {1, 4, 2, 0})).isEqualTo("a");
        assertThat(tokenizer.decodeWithSpecials(new int[] {1, 4, 2})).isEqualTo("<bos>a<eos>");
    }

    @Test
    void aCharacterOutsideTheAlphabetIsReported() {
        assertThatThrownBy(() -> tokenizer.encode("a = z"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"z\" (U+007A)");
    }

    @Test
    void anAlphabetWithARepeatedCharacterIsRejected() {
        assertThatThrownBy(() -> CharTokenizer.json("abca")).hasMessageContaining("\"a\" twice");
    }

    /** A model may generate ids beyond the vocabulary if its embedding has more rows. */
    @Test
    void anIdBeyondTheVocabularyHasNoText() {
        int[] ids = {4, 24, 5, 1000};
        assertThat(tokenizer.decode(ids)).isEqualTo("ab");
        assertThat(tokenizer.decodeWithSpecials(ids)).isEqualTo("ab");
        assertThat(tokenizer.token(24)).isEmpty();
        assertThat(tokenizer.isSpecial(24)).isFalse();
        TokenStream stream = tokenizer.stream(new int[] {24});
        assertThat(stream.next(24) + stream.next(4) + stream.rest()).isEqualTo("a");
    }

    @Test
    void aNegativeIdIsRejected() {
        assertThatThrownBy(() -> tokenizer.decode(new int[] {-1})).hasMessageContaining("-1");
        assertThatThrownBy(() -> tokenizer.token(-1)).hasMessageContaining("-1");
    }
}
