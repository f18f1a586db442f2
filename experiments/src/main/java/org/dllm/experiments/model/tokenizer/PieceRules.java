package org.dllm.experiments.model.tokenizer;

/**
 * Segmentation rules of a SentencePiece vocabulary.
 *
 * @param unigram true: highest sum of scores; false: pairs are merged, highest score first
 * @param addsSpace whether a space is added to a text
 * @param spaceBehind whether that space is added at the end instead of the beginning
 * @param collapsesSpaces whether outer spaces are removed and inner runs become one space
 * @param escapesSpaces whether a space becomes {@code ▁}
 * @param charsmap SentencePiece's compiled normalisation; empty for none
 * @param bytes whether a character without a piece is encoded as bytes
 * @param unknownText text that the unknown piece is decoded to
 * @param partitions whether user-defined pieces are matched first and the stretches between them
 *     are encoded separately, as in llama.cpp
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record PieceRules(
        boolean unigram,
        boolean addsSpace,
        boolean spaceBehind,
        boolean collapsesSpaces,
        boolean escapesSpaces,
        byte[] charsmap,
        boolean bytes,
        String unknownText,
        boolean partitions) {

    static final String UNKNOWN_TEXT = " \u2047 ";

    /** Llama's rules: merged pairs with byte fallback, and no normalisation. */
    static PieceRules llama(boolean addsSpace, boolean partitions) {
        return new PieceRules(
                false, addsSpace, false, false, true, new byte[0], true, UNKNOWN_TEXT, partitions);
    }
}
