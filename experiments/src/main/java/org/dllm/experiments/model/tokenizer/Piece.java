package org.dllm.experiments.model.tokenizer;

import java.util.regex.Pattern;

/** An entry of a SentencePiece vocabulary; a space is written {@code ▁}. */
record Piece(String text, float score, Kind kind) {

    private static final Pattern BYTE = Pattern.compile("<0x[0-9A-F]{2}>");

    enum Kind {
        NORMAL,
        UNKNOWN,
        CONTROL,
        USER_DEFINED,
        UNUSED,
        BYTE;

        /** The number that SentencePiece and GGUF write. */
        static Kind of(int number) {
            if (number < 1 || number > values().length) {
                throw new TokenizerException(
                        "a piece's type must lie between 1 and 6, but is " + number);
            }
            return values()[number - 1];
        }

        int number() {
            return ordinal() + 1;
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
