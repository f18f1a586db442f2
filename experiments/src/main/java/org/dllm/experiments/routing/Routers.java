package org.dllm.experiments.routing;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.dllm.experiments.tensor.Script;
import org.jspecify.annotations.Nullable;

/**
 * The decider of one model with its arrays.
 *
 * @param weights by site, in the order of {@link Decider#weights}
 */
public record Routers(Decider decider, SortedMap<Integer, List<NDArray>> weights) {

    public Routers {
        var copy = new TreeMap<Integer, List<NDArray>>();
        int needed = decider.weights().size();
        weights.forEach((site, arrays) -> {
            if (arrays.size() != needed) {
                throw new IllegalArgumentException(
                        "site %d needs %d arrays, found %d".formatted(site, needed, arrays.size()));
            }
            copy.put(site, List.copyOf(arrays));
        });
        weights = Collections.unmodifiableSortedMap(copy);
    }

    /** The arrays that decide at a site; empty if it needs none. */
    public List<NDArray> of(int site) {
        int owner = decider.weightsOf(site);
        if (owner < 0) {
            return List.of();
        }
        List<NDArray> arrays = weights.get(owner);
        if (arrays == null) {
            throw new IllegalArgumentException(
                    "site %d has no router; the sites %s have one"
                            .formatted(site, weights.keySet()));
        }
        return arrays;
    }

    /** The arrays of all sites, ascending. */
    public List<NDArray> arrays() {
        return weights.values().stream().flatMap(List::stream).toList();
    }

    /** For each site the index of its first array in {@link #arrays}, or -1. */
    public long[] places(int sites) {
        return places(decider, List.copyOf(weights.keySet()), sites);
    }

    /**
     * For each site the index of its first array, or -1, if these sites own arrays.
     *
     * @param owners ascending
     */
    public static long[] places(@Nullable Decider decider, List<Integer> owners, int sites) {
        var places = new long[sites];
        Arrays.fill(places, -1);
        if (decider != null) {
            int size = decider.weights().size();
            IntStream.range(0, sites)
                    .forEach(site -> {
                        int owner = owners.indexOf(decider.weightsOf(site));
                        places[site] = owner < 0 ? -1 : (long) owner * size;
                    });
        }
        return places;
    }

    /** The inference fragment of a decider, or a stub. */
    public static List<Script.Text> inference(@Nullable Decider decider) {
        return answering(decider, "answer_only");
    }

    /** The inference fragment of a decider that also returns differences of logits. */
    public static List<Script.Text> withLogits(Decider decider) {
        return answering(decider, "answer_with_logit");
    }

    private static List<Script.Text> answering(@Nullable Decider decider, String answered) {
        var texts = new ArrayList<>(SkipPath.inference(pathOf(decider)));
        if (decider == null) {
            texts.add(Script.text(Routers.class, "no_decider"));
        } else {
            texts.add(Script.text(Decider.class, answered));
            texts.addAll(decider.inference());
        }
        return texts;
    }

    /** The training fragment of a decider, or a stub. */
    public static List<Script.Text> training(@Nullable Decider decider) {
        var texts = new ArrayList<>(SkipPath.training(pathOf(decider)));
        texts.addAll(
                decider == null
                        ? List.of(Script.text(Routers.class, "no_decider_training", "no_losses"))
                        : decider.training());
        return texts;
    }

    private static @Nullable SkipPath pathOf(@Nullable Decider decider) {
        return decider == null ? null : decider.skipPath().orElse(null);
    }
}
