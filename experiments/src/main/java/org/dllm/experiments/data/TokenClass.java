package org.dllm.experiments.data;

import java.util.Locale;

/** What kind of token a text is, for counting which layers run on what. */
public enum TokenClass {
    DIGIT,
    LETTER,
    /** A number of a text in words. */
    NUMBER,
    WORD,
    OPERATOR,
    PUNCTUATION,
    /** What parts steps, list entries, prompt and answer. */
    STRUCTURE,
    /** Begin, end, padding. */
    SPECIAL;

    /** Place among the classes in a chart. */
    @SuppressWarnings("EnumOrdinal") // the order of the names above is the order of the charts
    public int order() {
        return ordinal();
    }

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The class of a token of a text in words, with numbers and signs among them. */
    static TokenClass ofWords(String token) {
        String text = token.strip();
        if (text.isEmpty()) {
            return token.isEmpty() ? SPECIAL : STRUCTURE;
        }
        if (text.chars().allMatch(c -> c == '#')) {
            return STRUCTURE;
        }
        if (text.chars().anyMatch(Character::isDigit)) {
            return NUMBER;
        }
        if (text.chars().anyMatch(Character::isLetter)) {
            return WORD;
        }
        return text.chars().allMatch(c -> "+-*/=×÷<>".indexOf(c) >= 0) ? OPERATOR : PUNCTUATION;
    }
}
