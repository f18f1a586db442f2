package org.dllm.experiments.method;

import org.dllm.experiments.random.RandomStreams;
import org.dllm.experiments.routing.Gate;
import org.dllm.experiments.routing.KvPolicy;
import org.dllm.experiments.routing.Site;
import org.dllm.experiments.routing.SiteMode;
import org.dllm.experiments.spec.Rule;

/**
 * A control that decides beforehand and executes a given share of the unforced tokens in each
 * layer: a token executes a layer if its {@link #place} there is less than the layer's rate.
 */
interface GivenRates extends Method {

    /** The share of each layer. */
    LayerRates rates();

    /** Whether a token that skips a layer leaves no KV entry there. */
    boolean evict();

    /** A number in [0, 1), spread evenly over the tokens of a layer. */
    double place(RandomStreams streams, long sequence, int position, int layer);

    @Override
    default SiteMode mode(int site, int layers) {
        return rates().mode(site);
    }

    @Override
    default Gate given(int layers, RandomStreams streams) {
        LayerRates rates = rates();
        return (sequence, position, site) -> {
            int layer = Site.layer(site);
            return place(streams, sequence, position, layer) < rates.of(layer, layers)
                    ? Gate.EXECUTE
                    : Gate.SKIP;
        };
    }

    @Override
    default KvPolicy kvPolicy() {
        return KvPolicy.of(evict());
    }

    @Rule(
            value = {"rate", "keep"},
            outside = MethodSpec.LAYERS)
    static void requireReachable(int layers, double rate, KeepSpec keep) {
        keep.requireWithin("method.rate", rate, layers);
    }
}
