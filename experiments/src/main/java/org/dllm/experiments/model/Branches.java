package org.dllm.experiments.model;

import java.util.Arrays;

/**
 * Layout of several texts with a shared beginning in one token array: the beginning once, then one
 * branch per text with the tokens that follow it. A token of a branch attends to the beginning and
 * to its own branch.
 *
 * @param starts index of each branch's first token, ascending; a branch may be empty
 */
@SuppressWarnings("ArrayRecordComponent") // many and short-lived; never compared
public record Branches(int[] starts) {

    /** Layout of a single text: no branches. */
    static final Branches NONE = new Branches(new int[0]);

    public Branches {
        for (int b = 1; b < starts.length; b++) {
            if (starts[b] < starts[b - 1]) {
                throw new IllegalArgumentException(
                        "starts of branches must ascend, but are " + Arrays.toString(starts));
            }
        }
    }

    /** Branch of the token at {@code index}, counted from 1; 0 for the shared beginning. */
    int of(int index) {
        int branch = 0;
        while (branch < starts.length && starts[branch] <= index) {
            branch++;
        }
        return branch;
    }

    /** Position of the token at {@code index} in its text. */
    int position(int index) {
        int branch = of(index);
        return branch == 0 ? index : starts[0] + index - starts[branch - 1];
    }

    /** Whether any of the first {@code tokens} tokens belongs to a branch. */
    boolean within(int tokens) {
        return starts.length > 0 && starts[0] < tokens;
    }
}
