package org.dllm.experiments.model.tokenizer;

import java.util.regex.Pattern;

/** An entry of a SentencePiece vocabulary; a space is written {@code ▁}. */
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

        /** The number that SentencePiece and GGUF write. */
        static Kind of(int number) {
            if (number < 1 || number > values().length) {
                throw new TokenizerException(
                        "a piece's type must lie between 1 and 6, but is " + number);
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

    /** The value of a piece of the byte kind. */
    byte value() {
        return (byte) Integer.parseInt(text.substring(3, 5), 16);
    }
}
