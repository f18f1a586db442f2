package org.dllm.experiments.model.tokenizer;

import java.util.Arrays;
import java.util.function.IntPredicate;

/** Compares the id that a file declares for a token with the id that the token is encoded as. */
final class DeclaredToken {

    private DeclaredToken() {}

    /**
     * Refuses a token that is not encoded as declared.
     *
     * @param found what the token's own text is encoded as
     * @param blank whether an id is the space that is put in front of a text
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
