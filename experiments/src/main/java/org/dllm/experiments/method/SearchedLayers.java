package org.dllm.experiments.method;

import java.util.Optional;
import org.dllm.experiments.routing.SiteMode;
import org.dllm.experiments.spec.ExactlyOne;
import org.dllm.experiments.spec.Range;
import org.dllm.experiments.spec.Rule;
import org.dllm.experiments.spec.SpecException;
import org.jspecify.annotations.Nullable;

/**
 * Control: the same set of layers for every token, the best one on calibration text, found by
 * {@link LayerSearch}. A method should be better than this one.
 *
 * @param count number of layers that execute
 * @param rate instead of a count: the share of layers that execute, rounded to whole layers
 * @param rateOf instead of either: the sibling variant whose measured rate is used
 * @param measured instead of these: the rate that the sibling measured
 */
@ExactlyOne(
        value = {"count", "rate", "rateOf", "measured"},
        description = "one of method.count, method.rate and method.rateOf")
public record SearchedLayers(
        @Nullable @Range(min = 1) Integer count,
        @Nullable @Range(above = 0, max = 1) Double rate,
        @Nullable String rateOf,
        @Nullable MeasuredRate measured,
        CalibrationSpec calibration)
        implements MethodSpec {

    public SearchedLayers(int count, CalibrationSpec calibration) {
        this(count, null, null, null, calibration);
    }

    @Override
    public Optional<String> sibling() {
        return Optional.ofNullable(rateOf);
    }

    @Override
    public Optional<TargetRate> targetRate() {
        return TargetRate.given(rate, measured).map(TargetRate::ofLayers);
    }

    @Override
    public SearchedLayers atRate(MeasuredRate found) {
        return new SearchedLayers(null, null, null, found, calibration);
    }

    @Override
    public Optional<CalibrationSpec> calibrationText() {
        return Optional.of(calibration);
    }

    @Override
    public Resolution resolve(CalibratedModel model) {
        int executed =
                count != null ? count : new LayerCount(rate, measured).of(model.layers(), rateOf);
        return Resolution.of(LayerSearch.best(model, executed));
    }

    @Override
    public StaticLayers resolved(Resolution resolution) {
        return new StaticLayers(resolution.requireKept().layers());
    }

    @Override
    public SiteMode mode(int site, int layers) {
        throw new IllegalStateException("the layers must be searched first");
    }

    @Override
    public void requireReachable(int layers) {
        if (count != null) {
            requireReachable(layers, count);
        }
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
    public boolean differsByToken() {
        return false;
    }

    @Override
    public MethodText text() {
        return new MethodText(
                "searched",
                "Searched layers",
                "All tokens execute the set of layers with the lowest loss on calibration text.");
    }
}
