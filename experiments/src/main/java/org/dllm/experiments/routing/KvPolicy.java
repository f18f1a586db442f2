package org.dllm.experiments.routing;

import java.util.Locale;

/** The KV entry of a token that skips the attention of a layer. */
public enum KvPolicy {
    /** The token has no entry; later tokens do not attend to it. */
    EVICT,
    /** The layer computes the entry from the token's hidden state. */
    COMPUTE,
    /** The token's entry of the layer before is copied; the first layer computes it. */
    COPY;

    /** The policy of a name in specs, such as {@code copy}. */
    public static KvPolicy of(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    /** {@link #EVICT} or {@link #COMPUTE}. */
    public static KvPolicy of(boolean evict) {
        return evict ? EVICT : COMPUTE;
    }

    /** Whether a token that skips a layer has no entry there. */
    public boolean evicts() {
        return this == EVICT;
    }
}
