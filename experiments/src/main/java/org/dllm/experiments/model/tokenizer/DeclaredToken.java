package org.dllm.experiments.model.tokenizer;

import java.util.Arrays;
import java.util.function.IntPredicate;

/** Compares a token's declared id with the ids that its text is encoded to. */
final class DeclaredToken {

    private DeclaredToken() {}

    /**
     * Rejects a token that is not encoded to its declared id.
     *
     * @param found ids of the token's text
     * @param blank accepts the id of the space that is inserted before a text
     */
    static void require(String token, int declared, int[] found, IntPredicate blank) {
        int[] rest = Arrays.stream(found).filter(id -> id == declared || !blank.test(id)).toArray();
        if (rest.length != 1 || rest[0] != declared) {
            throw new TokenizerException(
                    "the token \"%s\" is declared with the id %d, but is encoded as %s"
                            .formatted(Visible.text(token), declared, Arrays.toString(found)));
        }
    }
}
