package org.dllm.experiments.experiment;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.RandomAccess;
import java.util.stream.IntStream;
import org.dllm.experiments.data.EncodedExample;
import org.dllm.experiments.method.Resolution;
import org.dllm.experiments.random.RandomStreams;
import org.dllm.experiments.spec.SpecException;
import org.dllm.experiments.train.TrainingSet;

/**
 * Training examples that a run does not train on, so that its method decides from them after
 * training. They are drawn from each entry of the mix in proportion to its share.
 *
 * @param training the training data without the held-out examples
 */
record HeldOut(TrainingData training, List<EncodedExample> examples) {

    /**
     * @param count number of examples to hold out; 0 leaves the data as they are
     * @throws SpecException there are too few examples
     */
    static HeldOut cut(TrainingData all, int count, RandomStreams streams) {
        if (count == 0) {
            return new HeldOut(all, List.of());
        }
        if (all.sets().isEmpty()) {
            throw SpecException.of(
                    "data",
                    "training data, of which %d examples are held out".formatted(count),
                    "[]");
        }
        int[] counts = counts(all.sets(), count);
        var sets = new ArrayList<TrainingSet>();
        var examples = new ArrayList<EncodedExample>();
        for (int i = 0; i < counts.length; i++) {
            TrainingSet set = all.sets().get(i);
            int size = set.examples().size();
            if (counts[i] >= size) {
                throw SpecException.of(
                        "data[%d]".formatted(i),
                        "more than the %d examples that the method holds out".formatted(counts[i]),
                        size + " examples");
            }
            int[] order = IntStream.range(0, size).toArray();
            streams.stream("held out", i).shuffle(order);
            Arrays.stream(order, 0, counts[i])
                    .sorted()
                    .mapToObj(set.examples()::get)
                    .forEach(examples::add);
            int[] others = Arrays.stream(order, counts[i], size).sorted().toArray();
            sets.add(new TrainingSet(set.share(), new Others(set.examples(), others)));
        }
        return new HeldOut(
                new TrainingData(sets, all.hashes(), all.longest()), List.copyOf(examples));
    }

    /**
     * How many examples of each set; the first sets have one more if shares do not divide evenly.
     */
    private static int[] counts(List<TrainingSet> sets, int count) {
        double total = sets.stream().mapToDouble(TrainingSet::share).sum();
        int[] counts =
                sets.stream().mapToInt(set -> (int) (count * (set.share() / total))).toArray();
        int missing = count - Arrays.stream(counts).sum();
        for (int i = 0; i < missing; i++) {
            counts[i % counts.length]++;
        }
        return counts;
    }

    Resolution.Source source() {
        return new Resolution.Source(
                "%d held-out training examples".formatted(examples.size()),
                Hashes.sha256(
                        examples.stream()
                                .map(one -> one.promptTokens() + " " + Arrays.toString(one.ids()))
                                .toList()
                                .toString()));
    }

    /** Some of the examples of a list. */
    private static final class Others extends AbstractList<EncodedExample> implements RandomAccess {
        private final List<EncodedExample> all;
        private final int[] indices;

        private Others(List<EncodedExample> all, int[] indices) {
            this.all = all;
            this.indices = indices;
        }

        @Override
        public EncodedExample get(int index) {
            return all.get(indices[index]);
        }

        @Override
        public int size() {
            return indices.length;
        }
    }
}
