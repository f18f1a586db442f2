package org.dllm.experiments.routing;

import java.util.List;
import java.util.Optional;
import org.dllm.experiments.tensor.Script;

/**
 * The routers of one model, one for each layer from {@code first} on.
 *
 * @param first the first routed layer
 * @param layers routers of layers {@code first}, {@code first + 1}, ...
 * @param threshold a token executes if its probability of executing is at least this; ½ is
 *     equivalent to argmax
 */
public record Routers(int first, List<RouterWeights> layers, double threshold) {

    public Routers {
        layers = List.copyOf(layers);
        if (layers.isEmpty()) {
            throw new IllegalArgumentException("Routers.layers must not be empty");
        }
        if (first < 0) {
            throw new IllegalArgumentException("Routers.first must not be negative, was " + first);
        }
        if (!(threshold > 0 && threshold < 1)) {
            throw new IllegalArgumentException(
                    "Routers.threshold must be between 0 and 1, but was " + threshold);
        }
    }

    public Routers(int first, List<RouterWeights> layers) {
        this(first, layers, 0.5);
    }

    /** The threshold as a difference of logits, execute minus skip; 0 for a threshold of ½. */
    public double margin() {
        return Math.log(threshold / (1 - threshold));
    }

    /** The TorchScript form of {@code router}, or a stub if there is no router. */
    public static Script.Text script(Optional<Router> router) {
        return router.map(Router::script).orElseGet(() -> Script.text(Routers.class, "no_router"));
    }

    /** The function that all layers share. */
    public Router router() {
        return layers.getFirst().router();
    }

    /** The router of a routed layer. */
    public RouterWeights of(int layer) {
        if (layer < first || layer >= first + layers.size()) {
            throw new IllegalArgumentException(
                    "layer %d has no router; layers %d to %d have"
                            .formatted(layer, first, first + layers.size() - 1));
        }
        return layers.get(layer - first);
    }
}
