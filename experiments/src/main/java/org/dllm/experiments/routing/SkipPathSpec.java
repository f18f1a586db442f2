package org.dllm.experiments.routing;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Locale;

/** What a token that skips a layer gets instead of the layer's output. */
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "type")
public sealed interface SkipPathSpec permits Adapter, Forecaster, Identity {

    /** The path's name in labels of methods. */
    default String label() {
        return getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    /** Rank of the path's two matrices; 0 if the token stays as it is. */
    int rank();

    /**
     * Share of the training's steps in which the path alone trains to predict what the layer adds;
     * afterwards it keeps its values. 0 if the path trains with the router.
     */
    default double share() {
        return 0;
    }
}
