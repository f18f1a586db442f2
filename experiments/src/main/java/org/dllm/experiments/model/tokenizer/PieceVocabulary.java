package org.dllm.experiments.model.tokenizer;

import java.util.List;
import java.util.OptionalInt;

/**
 * A vocabulary of SentencePiece's kind, from whichever file.
 *
 * @param unigram whether the best segmentation by sum of scores is sought, else pairs are merged,
 *     best score first
 * @param addsSpace whether a text is given a space in front
 * @param collapsesSpaces whether outer spaces go and inner runs become one
 * @param charsmap SentencePiece's compiled normalisation in Base64; empty for none
 */
record PieceVocabulary(
        List<Piece> pieces,
        boolean unigram,
        boolean addsSpace,
        boolean collapsesSpaces,
        String charsmap,
        boolean addsBos,
        OptionalInt bos,
        OptionalInt eos,
        OptionalInt pad) {

    PieceVocabulary {
        pieces = List.copyOf(pieces);
        if (pieces.isEmpty()) {
            throw new TokenizerException("the vocabulary is empty");
        }
        for (OptionalInt id : List.of(bos, eos, pad)) {
            if (id.isPresent() && (id.getAsInt() < 0 || id.getAsInt() >= pieces.size())) {
                throw new TokenizerException(
                        "a special token has the id %d, but the vocabulary has %d pieces"
                                .formatted(id.getAsInt(), pieces.size()));
            }
        }
    }

    Specials specials() {
        return new Specials(bos, eos, pad);
    }
}
