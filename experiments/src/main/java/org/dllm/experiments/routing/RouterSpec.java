package org.dllm.experiments.routing;

import com.fasterxml.jackson.annotation.JsonTypeInfo;

/**
 * The network that decides; one per routed layer, unshared. A new router is one record and one name
 * here.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "type")
public sealed interface RouterSpec permits TokenMlp {

    /** Floating-point operations of one decision on a token of this width. */
    long flops(int width);
}
