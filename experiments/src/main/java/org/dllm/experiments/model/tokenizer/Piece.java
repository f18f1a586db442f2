package org.dllm.experiments.model.tokenizer;

import java.util.regex.Pattern;

/** An entry of a SentencePiece vocabulary; {@code ▁} represents a space. */
record Piece(String text, float score, Kind kind) {

    private static final Pattern BYTE = Pattern.compile("<0x[0-9A-F]{2}>");

    enum Kind {
        NORMAL(1),
        UNKNOWN(2),
        CONTROL(3),
        USER_DEFINED(4),
        UNUSED(5),
        BYTE(6);

        private final int number;

        Kind(int number) {
            this.number = number;
        }

        /** Finds a kind by its number in SentencePiece and GGUF files. */
        static Kind of(int number) {
            if (number < 1 || number > values().length) {
                throw new TokenizerException(
                        "a piece's type must be between 1 and 6, but is " + number);
            }
            return values()[number - 1];
        }

        int number() {
            return number;
        }
    }

    boolean isByte() {
        return BYTE.matcher(text).matches();
    }

    /** The byte of a piece of kind {@link Kind#BYTE}. */
    byte value() {
        return (byte) Integer.parseInt(text.substring(3, 5), 16);
    }
}
