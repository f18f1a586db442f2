package org.dllm.experiments.model.tokenizer;

/**
 * How a vocabulary of SentencePiece's kind cuts a text.
 *
 * @param unigram whether the best segmentation by sum of scores is sought, else pairs are merged,
 *     best score first
 * @param addsSpace whether a text is given a space
 * @param spaceBehind whether that space goes behind the text and not before it
 * @param collapsesSpaces whether outer spaces go and inner runs become one
 * @param escapesSpaces whether a space becomes {@code ▁}
 * @param charsmap SentencePiece's compiled normalisation; empty for none
 * @param bytes whether a character without a piece becomes its bytes
 * @param unknownText what the piece of unknown characters stands for
 * @param partitions whether user-defined pieces are cut out first and each stretch between them is
 *     a text of its own, as llama.cpp does
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

    /** Pairs with bytes, a space before the text, and nothing normalised: Llama's. */
    static PieceRules llama(boolean addsSpace, boolean partitions) {
        return new PieceRules(
                false, addsSpace, false, false, true, new byte[0], true, UNKNOWN_TEXT, partitions);
    }
}
