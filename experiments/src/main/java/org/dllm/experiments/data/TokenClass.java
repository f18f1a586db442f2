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
}
