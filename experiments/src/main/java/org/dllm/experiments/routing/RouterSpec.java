package org.dllm.experiments.routing;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.dllm.experiments.spec.Rule;

/**
 * The router network. To add a router, write a record and its script, and add the record to {@code
 * permits}.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "type")
public sealed interface RouterSpec permits TokenLinear, TokenMlp {

    /** What the network sees of a token. */
    RouterInput input();

    /** Whether all layers use one network; otherwise each has its own. */
    boolean shared();

    /** Creates the network for inputs of this width. */
    Router router(int inputs);

    /** Floating-point operations of one decision for a token of this width. */
    default long flops(int token) {
        return input().flops(token) + router(input().width(token)).flops();
    }

    @Rule({"input", "shared"})
    static void requireDifferentLayers(RouterInput input, boolean shared) {
        if (shared && input instanceof Position) {
            throw new IllegalArgumentException(
                    "a router of each layer (shared: false), because a shared router that sees only"
                            + " the position decides the same in every layer");
        }
    }
}
