package org.dllm.experiments.method;

import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** What is compared: how a run decides which token runs which layer. */
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "type")
public sealed interface MethodSpec permits Dense, Dllm, RandomSkip, StaticLayers {

    /**
     * Fails unless a model of so many layers can run as seldom as is asked for.
     *
     * @throws IllegalArgumentException the layers kept are more than the rate allows
     */
    default void requireReachable(int layers) {
        switch (this) {
            case Dllm dllm -> dllm.keep().requireWithin("method.target", dllm.target(), layers);
            case RandomSkip random -> {
                if (random.rate() != null) {
                    random.keep().requireWithin("method.rate", random.rate(), layers);
                }
            }
            case Dense _, StaticLayers _ -> {}
        }
    }

    /** What lists call it: its type, and what makes it another method to those who compare. */
    default String label() {
        boolean keeps =
                switch (this) {
                    case Dllm dllm -> !dllm.evict();
                    case RandomSkip random -> !random.evict();
                    case Dense _, StaticLayers _ -> false;
                };
        return getClass().getSimpleName() + (keeps ? ", no eviction" : "");
    }
}
