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
    void aPromptBeginsWithBosAndSpecialsAreNoText() {
        int[] ids = tokenizer.encodePrompt("a");
        assertThat(ids).containsExactly(1, 4);
        assertThat(tokenizer.pad()).hasValue(0);
        assertThat(tokenizer.bos()).hasValue(1);
        assertThat(tokenizer.eos()).hasValue(2);
        assertThat(tokenizer.decode(new int[] {1, 4, 2, 0})).isEqualTo("a");
        assertThat(tokenizer.decodeWithSpecials(new int[] {1, 4, 2})).isEqualTo("<bos>a<eos>");
    }

    @Test
    void aCharacterOutsideOfTheAlphabetIsNamed() {
        assertThatThrownBy(() -> tokenizer.encode("a = z"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"z\" (U+007A)");
    }

    @Test
    void anAlphabetWithARepeatedCharacterIsRefused() {
        assertThatThrownBy(() -> CharTokenizer.json("abca")).hasMessageContaining("\"a\" twice");
    }

    /** An embedding may have more rows than there are tokens, and a model says any of them. */
    @Test
    void anIdBeyondTheVocabularyIsNoText() {
        int[] ids = {4, 24, 5, 1000};
        assertThat(tokenizer.decode(ids)).isEqualTo("ab");
        assertThat(tokenizer.decodeWithSpecials(ids)).isEqualTo("ab");
        assertThat(tokenizer.token(24)).isEmpty();
        assertThat(tokenizer.isSpecial(24)).isFalse();
        TokenStream stream = tokenizer.stream(new int[] {24});
        assertThat(stream.next(24) + stream.next(4) + stream.rest()).isEqualTo("a");
    }

    @Test
    void aNegativeIdIsRefused() {
        assertThatThrownBy(() -> tokenizer.decode(new int[] {-1})).hasMessageContaining("-1");
        assertThatThrownBy(() -> tokenizer.token(-1)).hasMessageContaining("-1");
    }
}
