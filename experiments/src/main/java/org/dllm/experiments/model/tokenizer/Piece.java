package org.dllm.experiments.model.tokenizer;

/** An entry of a SentencePiece vocabulary; a space is written {@code ▁}. */
record Piece(String text, float score, Kind kind) {

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
    }
}
