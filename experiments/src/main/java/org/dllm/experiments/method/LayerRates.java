package org.dllm.experiments.method;

import org.dllm.experiments.routing.Site;
import org.dllm.experiments.routing.SiteMode;
import org.dllm.experiments.spec.SpecException;
import org.jspecify.annotations.Nullable;

/**
 * The share of unforced tokens that execute each layer, for controls that decide beforehand.
 *
 * @param rate executed rate of the whole model, including kept layers
 * @param measured instead: the rate of another run
 * @param perLayer whether each layer has the measured rate of the same layer; kept layers have rate
 *     1 in that measurement, so {@code keep} decides about tokens only
 */
record LayerRates(
        @Nullable Double rate, @Nullable MeasuredRate measured, boolean perLayer, KeepSpec keep) {

    SiteMode mode(int site) {
        if (measured == null || !perLayer) {
            return keep.mode(site, SiteMode.GIVEN);
        }
        if (!Site.isAttention(site)) {
            return SiteMode.FOLLOW;
        }
        return measured.layers().get(Site.layer(site)) < 1 ? SiteMode.GIVEN : SiteMode.EXECUTE;
    }

    /**
     * The share of a layer that is not kept.
     *
     * @param layers number of layers of the model
     * @throws IllegalArgumentException the rate has not been measured
     */
    double of(int layer, int layers) {
        if (measured != null && perLayer) {
            return measured.layers().get(layer);
        }
        // the rate includes kept layers, so the share of the other layers is lower
        int kept = keep.count(layers);
        return (wholeModel() * layers - kept) / Math.max(1, layers - kept);
    }

    private double wholeModel() {
        if (measured != null) {
            return measured.rate();
        }
        if (rate == null) {
            throw new IllegalArgumentException(LayerCount.NOT_MEASURED.formatted("the sibling"));
        }
        return rate;
    }

    /**
     * Fails if the model lacks a kept layer, if a rate of a layer is missing, or if the kept layers
     * alone exceed the rate.
     *
     * @throws SpecException with the setting
     */
    void requireReachable(int layers) {
        if (measured != null && perLayer) {
            measured.requireLayers(layers);
        } else if (measured != null) {
            keep.requireWithin("method.measured.rate", measured.rate(), layers);
        } else if (rate != null) {
            keep.requireWithin("method.rate", rate, layers);
        }
    }
}
