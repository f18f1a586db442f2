package org.dllm.experiments.method;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.dllm.experiments.routing.SiteMode;
import org.dllm.experiments.spec.Range;
import org.dllm.experiments.spec.Rule;
import org.dllm.experiments.spec.SpecException;

/**
 * Control: the same set of layers for every token, the best one on calibration text. All sets are
 * tried if there are at most {@value #MOST_TRIED}. Otherwise the layer without which the loss is
 * lowest is removed, one after the other. A method should be better than this one.
 *
 * @param count number of layers that execute
 */
public record SearchedLayers(@Range(min = 1) int count, CalibrationSpec calibration)
        implements MethodSpec {

    private static final int MOST_TRIED = 100;

    @Override
    public Optional<CalibrationSpec> calibrationText() {
        return Optional.of(calibration);
    }

    @Override
    public Resolution resolve(CalibratedModel model) {
        List<Integer> all = IntStream.range(0, model.layers()).boxed().toList();
        List<Resolution.Candidate> tried =
                sets(model.layers(), count) <= MOST_TRIED
                        ? best(model, subsets(all, count))
                        : greedy(model, all);
        return Resolution.of(new Resolution.Kept(tried.getFirst().layers(), tried, model.source()));
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

    /** The sets with their losses, the best one first. */
    private static List<Resolution.Candidate> best(
            CalibratedModel model, List<List<Integer>> sets) {
        return sets.stream()
                .map(set -> new Resolution.Candidate(set, model.nll(set)))
                .sorted(Comparator.comparingDouble(Resolution.Candidate::nll))
                .toList();
    }

    /** The best set of each size, the smallest one first. */
    private List<Resolution.Candidate> greedy(CalibratedModel model, List<Integer> all) {
        var bestOfSize = new ArrayList<Resolution.Candidate>();
        List<Integer> left = all;
        while (left.size() > count) {
            Resolution.Candidate next = best(model, subsets(left, left.size() - 1)).getFirst();
            bestOfSize.addFirst(next);
            left = next.layers();
        }
        return bestOfSize;
    }

    @Override
    public StaticLayers resolved(Resolution resolution) {
        Resolution.Kept kept = resolution.kept();
        if (kept == null) {
            throw new IllegalArgumentException(
                    "expected the layers that the run chose, but its resolution has none");
        }
        return new StaticLayers(kept.layers(), null, null);
    }

    @Override
    public SiteMode mode(int site, int layers) {
        throw new IllegalStateException("the layers must be searched first");
    }

    @Override
    public void requireReachable(int layers) {
        requireReachable(layers, count);
    }

    @Rule(value = "count", outside = LAYERS)
    static void requireReachable(int layers, int count) {
        if (count > layers) {
            throw SpecException.of(
                    "method.count",
                    "at most the model's %d layers".formatted(layers),
                    Integer.toString(count));
        }
    }

    @Override
    public MethodText text() {
        return new MethodText(
                "searched",
                "Searched layers",
                "All tokens execute the set of layers with the lowest loss on calibration text.");
    }
}
