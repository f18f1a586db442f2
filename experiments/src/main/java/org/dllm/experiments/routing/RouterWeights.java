package org.dllm.experiments.routing;

import ai.djl.ndarray.NDArray;
import java.util.List;

/**
 * The router of one layer.
 *
 * @param arrays in the order of {@link Router#weights}
 */
public record RouterWeights(Router router, List<NDArray> arrays) {

    public RouterWeights {
        arrays = List.copyOf(arrays);
        if (arrays.size() != router.weights().size()) {
            throw new IllegalArgumentException(
                    "%s needs %d arrays, found %d"
                            .formatted(router, router.weights().size(), arrays.size()));
        }
    }

    /** Two logits per token in plain operators: x (..., D), result (..., 2). */
    public NDArray logits(NDArray x, double eps) {
        return router.logits(x, arrays, eps);
    }
}
