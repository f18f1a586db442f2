package org.dllm.experiments.routing;

import com.fasterxml.jackson.annotation.JsonTypeInfo;

/**
 * The network that decides; one per routed layer, unshared. A new router is one record, its script
 * beside it, and one name here.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "type")
public sealed interface RouterSpec permits TokenLinear, TokenMlp {

    /** Floating-point operations of one decision on a token of this width. */
    long flops(int width);

    /** The network for tokens of this width. */
    Router router(int width);
}
