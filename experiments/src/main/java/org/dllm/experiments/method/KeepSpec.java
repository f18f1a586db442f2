package org.dllm.experiments.method;

import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.dllm.experiments.routing.Site;
import org.dllm.experiments.routing.SiteMode;
import org.dllm.experiments.spec.Default;
import org.dllm.experiments.spec.Range;
import org.dllm.experiments.spec.SpecException;
import org.jspecify.annotations.Nullable;

/**
 * Forced executions: some layers for every token, and the first {@code tokens} positions in every
 * layer.
 *
 * @param layers the first layers, 2 by default
 * @param set instead: these layers, 0-based
 * @param searched instead: the set of this many layers with the lowest loss on {@code calibration},
 *     found as by {@link SearchedLayers}
 * @param calibration the text of the search
 */
public record KeepSpec(
        @Nullable @Range(min = 0) Integer layers,
        @Default("2") @Range(min = 0) int tokens,
        @Nullable @Range(min = 0) List<Integer> set,
        @Nullable @Range(min = 1) Integer searched,
        @Nullable CalibrationSpec calibration) {

    static final KeepSpec NOTHING = new KeepSpec(0, 0);

    private static final int LAYERS = 2;

    /** Tolerance for rounding errors of {@code rate * layers}. */
    private static final double ROUNDING = 1e-9;

    public KeepSpec {
        set = set == null ? null : set.stream().sorted().distinct().toList();
        long given = Stream.of(layers, set, searched).filter(Objects::nonNull).count();
        if (given > 1) {
            throw new IllegalArgumentException("one of keep.layers, keep.set and keep.searched");
        }
        if ((searched == null) != (calibration == null)) {
            throw new IllegalArgumentException(
                    "keep.searched and keep.calibration together, or neither");
        }
        layers = given == 0 ? Integer.valueOf(LAYERS) : layers;
    }

    public KeepSpec(int layers, int tokens) {
        this(layers, tokens, null, null, null);
    }

    /**
     * Modes of a method that decides about whole layers, {@code free} in those that are not kept.
     *
     * @throws IllegalStateException the layers have not been searched
     */
    SiteMode mode(int site, SiteMode free) {
        if (!Site.isAttention(site)) {
            return SiteMode.FOLLOW;
        }
        return keeps(Site.layer(site)) ? SiteMode.EXECUTE : free;
    }

    private boolean keeps(int layer) {
        if (set != null) {
            return set.contains(layer);
        }
        if (layers == null) {
            throw new IllegalStateException("the kept layers must be searched first");
        }
        return layer < layers;
    }

    /** Number of layers of a model that always execute. */
    public int count(int model) {
        if (set != null) {
            return set.size();
        }
        return layers != null ? Math.min(layers, model) : Objects.requireNonNull(searched);
    }

    Optional<CalibrationSpec> calibrationText() {
        return Optional.ofNullable(calibration);
    }

    Resolution resolve(CalibratedModel model) {
        return searched == null
                ? Resolution.NONE
                : Resolution.of(LayerSearch.best(model, searched));
    }

    /** The same tokens with the layers that were found. */
    KeepSpec resolved(Resolution resolution) {
        return new KeepSpec(null, tokens, resolution.requireKept().layers(), null, null);
    }

    /**
     * Fails if the model lacks a kept layer, or if the forced layers alone exceed {@code rate} of
     * the model's layers. Forced tokens do not matter, because rates exclude them.
     */
    void requireWithin(String name, double rate, int model) {
        boolean missing = set != null && !set.isEmpty() && Collections.max(set) >= model;
        if (missing || count(model) > model) {
            throw SpecException.of(
                    place(),
                    missing
                            ? "some of the layers 0 to %d of the model".formatted(model - 1)
                            : "at most the model's %d layers".formatted(model),
                    String.valueOf(set != null ? set : searched));
        }
        int forced = count(model);
        if (rate * model < forced - ROUNDING) {
            throw SpecException.of(
                    name,
                    "at least %s, because %s makes %d of the model's %d layers always execute"
                            .formatted((double) forced / model, place(), forced, model),
                    Double.toString(rate));
        }
    }

    private String place() {
        String setting = set != null ? "set" : layers != null ? "layers" : "searched";
        return "method.keep." + setting;
    }
}
