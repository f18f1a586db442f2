package org.dllm.experiments.method;

import java.util.List;
import org.dllm.experiments.random.RandomStreams;
import org.dllm.experiments.routing.Gate;

/** The decisions of each method, as far as they are known before a layer is reached. */
public final class Gates {

    private Gates() {}

    /**
     * @param layers of the model
     * @param streams decide the coins of {@link RandomSkip}
     */
    public static Gate of(MethodSpec method, int layers, RandomStreams streams) {
        return switch (method) {
            case Dense _ -> Gate.DENSE;
            case Dllm dllm -> kept((_, _, _) -> Gate.ASK, dllm.keep());
            case StaticLayers fixed -> fixed(fixed.of(layers));
            case RandomSkip random -> kept(coin(random, layers, streams), random.keep());
        };
    }

    private static Gate kept(Gate free, KeepSpec keep) {
        return free.keeping(keep.layers(), keep.tokens());
    }

    private static Gate fixed(List<Integer> layers) {
        return (_, _, layer) -> layers.contains(layer) ? Gate.EXECUTE : Gate.SKIP;
    }

    private static Gate coin(RandomSkip spec, int layers, RandomStreams streams) {
        Double rate = spec.rate();
        if (rate == null) {
            throw new IllegalArgumentException(
                    "RandomSkip.rate must be known by now, but only rateOf is: " + spec.rateOf());
        }
        int forced = spec.keep().layers();
        // the rate counts the forced layers in; the free ones make up for them
        double free = (rate * layers - forced) / Math.max(1, layers - forced);
        return (sequence, position, layer) ->
                streams.stream("random skip", sequence, position, layer).uniform() < free
                        ? Gate.EXECUTE
                        : Gate.SKIP;
    }
}
