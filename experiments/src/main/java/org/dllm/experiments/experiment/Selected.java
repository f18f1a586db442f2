package org.dllm.experiments.experiment;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.RandomAccess;
import org.dllm.experiments.data.EncodedExample;

/**
 * The examples of a set that fit the bounds of a run. A longer text is cut into consecutive pieces;
 * a longer question is left out.
 */
final class Selected extends AbstractList<EncodedExample> implements RandomAccess {

    private final TokenFile all;
    private int[] examples = new int[1024];
    private int[] starts = new int[1024];
    private int size;
    private final int least;
    private final int most;
    private int tooLong;
    private int tooShort;
    private int shortest = Integer.MAX_VALUE;
    private long tokens;

    /**
     * @param texts whether examples are texts, which can be cut
     */
    Selected(TokenFile all, boolean texts, int least, int most) {
        this.all = all;
        this.least = least;
        this.most = most;
        for (int i = 0; i < all.size(); i++) {
            int length = all.length(i);
            shortest = Math.min(shortest, length);
            if (length <= most) {
                add(i, 0);
            } else if (texts) {
                // the last target of a piece is the first input of the next
                for (int start = 0; start < length - 1; start += most - 1) {
                    add(i, start);
                }
            } else {
                tooLong++;
            }
        }
    }

    private void add(int example, int start) {
        int length = Math.min(most, all.length(example) - start);
        if (length < least) {
            tooShort++;
            return;
        }
        if (size == examples.length) {
            examples = Arrays.copyOf(examples, 2 * size);
            starts = Arrays.copyOf(starts, 2 * size);
        }
        examples[size] = example;
        starts[size++] = start;
        tokens += length;
    }

    @Override
    public EncodedExample get(int index) {
        EncodedExample whole = all.get(examples[index]);
        int start = starts[index];
        int end = Math.min(whole.ids().length, start + most);
        if (start == 0 && end == whole.ids().length) {
            return whole;
        }
        return new EncodedExample(
                Arrays.copyOfRange(whole.ids(), start, end), start == 0 ? whole.promptTokens() : 1);
    }

    @Override
    public int size() {
        return size;
    }

    /** The length of one example without reading it. */
    int length(int index) {
        return Math.min(most, all.length(examples[index]) - starts[index]);
    }

    int tooLong() {
        return tooLong;
    }

    int tooShort() {
        return tooShort;
    }

    /** The length of the shortest example before the selection. */
    int shortest() {
        return shortest;
    }

    long tokens() {
        return tokens;
    }

    int longest() {
        int longest = 0;
        for (int i = 0; i < size; i++) {
            longest = Math.max(longest, length(i));
        }
        return longest;
    }
}
