package org.dllm.experiments.data;

import java.util.Locale;

/** The class of a token, for counting layer executions by class. */
public enum TokenClass {
    DIGIT,
    LETTER,
    /** A number in a natural-language text. */
    NUMBER,
    WORD,
    OPERATOR,
    PUNCTUATION,
    /** Separators of steps, list entries, prompt and answer. */
    STRUCTURE,
    /** Begin, end, padding. */
    SPECIAL;

    /** Position of the class in a chart. */
    @SuppressWarnings("EnumOrdinal") // the order of the names above is the order of the charts
    public int order() {
        return ordinal();
    }

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The class of a token of a natural-language text with numbers and operators. */
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
