package org.dllm.experiments.train;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.dllm.experiments.data.EncodedExample;
import org.dllm.experiments.random.RandomStreams;

/**
 * Draws an endless sequence of batches. Sets alternate according to their shares; each set has a
 * new order in every epoch. The state is one number: the draws so far.
 */
public final class Batches {

    private final List<TrainingSet> sets;
    private final RandomStreams streams;
    private final long[] taken;
    private final int[][] orders;
    // the epoch of each set's current order
    private final long[] epochs;
    private final double total;
    private long drawn;

    public Batches(List<TrainingSet> sets, RandomStreams streams) {
        this.sets = List.copyOf(sets);
        this.streams = streams;
        taken = new long[sets.size()];
        orders = new int[sets.size()][];
        epochs = new long[sets.size()];
        total = sets.stream().mapToDouble(TrainingSet::share).sum();
    }

    /** Number of draws so far. */
    public long drawn() {
        return drawn;
    }

    /** Skips forward until {@code draws} have been made. */
    public void skipTo(long draws) {
        if (draws < drawn) {
            throw new IllegalArgumentException(
                    "cannot go back from draw %d to %d".formatted(drawn, draws));
        }
        while (drawn < draws) {
            taken[nextSet()]++;
            drawn++;
        }
    }

    /** The next {@code size} sequences. */
    public List<Sequence> next(int size) {
        var batch = new ArrayList<Sequence>();
        for (int i = 0; i < size; i++) {
            long number = drawn;
            EncodedExample tokens = draw().tokens();
            batch.add(new Sequence(number, tokens.ids(), tokens.promptTokens()));
        }
        return batch;
    }

    /**
     * One drawn sequence.
     *
     * @param set index of its set
     */
    public record Draw(int set, EncodedExample tokens) {}

    /** The next sequence with its set. */
    public Draw draw() {
        int set = nextSet();
        List<EncodedExample> examples = sets.get(set).examples();
        int at = order(set)[Math.toIntExact(taken[set]++ % examples.size())];
        drawn++;
        return new Draw(set, examples.get(at));
    }

    /** The set that is furthest behind its share; the first if several are equal. */
    private int nextSet() {
        int next = 0;
        double most = Double.NEGATIVE_INFINITY;
        for (int set = 0; set < taken.length; set++) {
            double behind = sets.get(set).share() / total * (drawn + 1) - taken[set];
            if (behind > most) {
                most = behind;
                next = set;
            }
        }
        return next;
    }

    private int[] order(int set) {
        int size = sets.get(set).examples().size();
        long epoch = taken[set] / size;
        int[] order = orders[set];
        if (order == null || epochs[set] != epoch) {
            order = IntStream.range(0, size).toArray();
            streams.stream("shuffle", set, epoch).shuffle(order);
            orders[set] = order;
            epochs[set] = epoch;
        }
        return order;
    }
}
