package org.dllm.experiments.method;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Searches the set of layers with the lowest loss on calibration text. All sets are tried if there
 * are at most {@value #MOST_TRIED}. Otherwise three sets are compared: the greedy one, from which
 * the layer without which the loss is lowest was removed, one after the other; and those that
 * Shortened-LLaMA's orders leave, by perplexity and by Taylor.
 */
final class LayerSearch {

    static final int MOST_TRIED = 100;

    private LayerSearch() {}

    /**
     * The best set and the sets that were tried.
     *
     * @param count number of layers that execute, at most those of the model
     */
    static Resolution.Kept best(CalibratedModel model, int count) {
        List<Integer> all = IntStream.range(0, model.layers()).boxed().toList();
        List<Resolution.Candidate> tried =
                sets(model.layers(), count) <= MOST_TRIED
                        ? sorted(model, subsets(all, count))
                        : compared(model, all, count);
        return new Resolution.Kept(tried.getFirst().layers(), tried, model.source());
    }

    /** Number of sets of {@code count} layers, or more than {@link #MOST_TRIED}. */
    private static long sets(int layers, int count) {
        long sets = 1;
        int smaller = Math.min(count, layers - count);
        for (int i = 1; i <= smaller && sets <= MOST_TRIED; i++) {
            sets = sets * (layers - smaller + i) / i;
        }
        return sets;
    }

    private static List<List<Integer>> subsets(List<Integer> of, int size) {
        if (size == 0) {
            return List.of(List.of());
        }
        var subsets = new ArrayList<List<Integer>>();
        for (int first = 0; first <= of.size() - size; first++) {
            for (List<Integer> others : subsets(of.subList(first + 1, of.size()), size - 1)) {
                var subset = new ArrayList<Integer>();
                subset.add(of.get(first));
                subset.addAll(others);
                subsets.add(subset);
            }
        }
        return subsets;
    }

    /** The sets with their losses, the best one first; equal ones in their order. */
    private static List<Resolution.Candidate> sorted(
            CalibratedModel model, List<List<Integer>> sets) {
        return sorted(sets.stream().map(set -> new Resolution.Candidate(set, model.nll(set))));
    }

    private static List<Resolution.Candidate> sorted(Stream<Resolution.Candidate> sets) {
        return sets.sorted(Comparator.comparingDouble(Resolution.Candidate::nll)).toList();
    }

    /** The candidates, the best one first, and then the larger sets of the greedy search. */
    private static List<Resolution.Candidate> compared(
            CalibratedModel model, List<Integer> all, int count) {
        List<Resolution.Candidate> greedy = greedy(model, all, count);
        List<Resolution.Candidate> ranked =
                sorted(
                        model,
                        Stream.of("perplexity", "taylor")
                                .map(by -> left(all, model.ranking(by).order(), count))
                                .distinct()
                                .filter(set -> !set.equals(greedy.getFirst().layers()))
                                .toList());
        return Stream.concat(
                        sorted(Stream.concat(greedy.stream().limit(1), ranked.stream())).stream(),
                        greedy.stream().skip(1))
                .toList();
    }

    /** The layers that are left when the first ones of an order are removed, ascending. */
    private static List<Integer> left(List<Integer> all, List<Integer> order, int count) {
        List<Integer> removed = order.subList(0, all.size() - count);
        return all.stream().filter(layer -> !removed.contains(layer)).toList();
    }

    /** The best set of each size, the smallest one first. */
    private static List<Resolution.Candidate> greedy(
            CalibratedModel model, List<Integer> all, int count) {
        var bestOfSize = new ArrayList<Resolution.Candidate>();
        List<Integer> left = all;
        while (left.size() > count) {
            Resolution.Candidate next = sorted(model, subsets(left, left.size() - 1)).getFirst();
            bestOfSize.addFirst(next);
            left = next.layers();
        }
        return bestOfSize;
    }
}
