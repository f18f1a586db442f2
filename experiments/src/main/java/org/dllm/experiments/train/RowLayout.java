package org.dllm.experiments.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.ObjIntConsumer;
import java.util.stream.IntStream;

/**
 * Positions of a batch's sequences in its rows. Padded: one sequence per row. Packed: a row holds
 * as many sequences as fit into the length of the longest.
 */
final class RowLayout {

    private final List<Sequence> sequences;
    private final int[] starts;
    private final int rows;
    private final int length;

    private RowLayout(List<Sequence> sequences, int[] starts, int rows, int length) {
        this.sequences = sequences;
        this.starts = starts;
        this.rows = rows;
        this.length = length;
    }

    static RowLayout padded(List<Sequence> sequences) {
        int length = longest(sequences);
        int[] starts = IntStream.range(0, sequences.size()).map(row -> row * length).toArray();
        return new RowLayout(sequences, starts, sequences.size(), length);
    }

    /** Packs sequences by first fit, longest first. */
    static RowLayout packed(List<Sequence> sequences) {
        int length = longest(sequences);
        int[] filled = new int[sequences.size()];
        int[] starts = new int[sequences.size()];
        int rows = 0;
        List<Integer> longestFirst =
                IntStream.range(0, sequences.size())
                        .boxed()
                        .sorted(Comparator.comparingInt(i -> -sequences.get(i).inputs()))
                        .toList();
        for (int i : longestFirst) {
            int inputs = sequences.get(i).inputs();
            int row = 0;
            while (filled[row] + inputs > length) {
                row++;
            }
            starts[i] = row * length + filled[row];
            filled[row] += inputs;
            rows = Math.max(rows, row + 1);
        }
        return new RowLayout(sequences, starts, rows, length);
    }

    private static int longest(List<Sequence> sequences) {
        return sequences.stream().mapToInt(Sequence::inputs).max().orElse(0);
    }

    List<Sequence> sequences() {
        return sequences;
    }

    /** Whether no row holds more than one sequence. */
    boolean isPadded() {
        return rows == sequences.size();
    }

    int length() {
        return length;
    }

    /** (rows, length). */
    Shape shape() {
        return new Shape(rows, length);
    }

    /** Number of positions in all rows. */
    int size() {
        return rows * length;
    }

    /** Visits each sequence with the index of its first token in the flattened rows. */
    void forEach(ObjIntConsumer<Sequence> action) {
        for (int i = 0; i < starts.length; i++) {
            action.accept(sequences.get(i), starts[i]);
        }
    }

    /** Number of prompt tokens of each sequence. */
    long[] promptTokens() {
        return sequences.stream().mapToLong(Sequence::promptTokens).toArray();
    }

    /**
     * For each position its sequence (-1 for padding) and the position in that sequence: (2, rows,
     * length).
     */
    NDArray places(NDManager manager) {
        var places = new long[2 * size()];
        Arrays.fill(places, 0, size(), -1);
        for (int i = 0; i < starts.length; i++) {
            for (int position = 0; position < sequences.get(i).inputs(); position++) {
                places[starts[i] + position] = i;
                places[size() + starts[i] + position] = position;
            }
        }
        return manager.create(places, new Shape(2, rows, length));
    }
}
