package org.dllm.experiments.routing;

import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** What a token that skips a layer gets instead of the layer's output. */
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "type")
public sealed interface SkipPathSpec permits Adapter, Identity {

    /** Rank of the path's two matrices; 0 if the token stays as it is. */
    int rank();
}
