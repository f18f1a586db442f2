package org.dllm.experiments.method;

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
        Forced forced = Forced.of(method, layers);
        Gate free =
                switch (method) {
                    case Dense _, StaticLayers _ -> (_, _, _) -> Gate.SKIP;
                    case Dllm _ -> (_, _, _) -> Gate.ASK;
                    case RandomSkip random -> coin(random, layers, streams);
                };
        return (sequence, position, layer) ->
                forced.at(position, layer) ? Gate.EXECUTE : free.at(sequence, position, layer);
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
