package org.dllm.experiments.routing;

import com.fasterxml.jackson.annotation.JsonTypeInfo;

/**
 * The router network; each routed layer has its own weights. To add a router, write a record and
 * its script, and add the record to {@code permits}.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "type")
public sealed interface RouterSpec permits TokenLinear, TokenMlp {

    /** Floating-point operations of one decision for a token of this width. */
    long flops(int width);

    /** Creates the network for tokens of this width. */
    Router router(int width);
}
