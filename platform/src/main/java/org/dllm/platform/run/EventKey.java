package org.dllm.platform.run;

import java.time.Instant;

/**
 * When and as which event of its run something was told: the key by which telling twice is telling
 * once, and by which listeners go on where they stopped.
 *
 * @param seq grows over all attempts of a run
 */
public record EventKey(long seq, Instant at) {

    /** The {@code event}-th event that attempt {@code attempt} (1, 2, …) wrote to its spool. */
    public static EventKey of(int attempt, long event, Instant at) {
        if (event < 0 || event > 0xFFFF_FFFFL) {
            throw new IllegalArgumentException(
                    "an attempt tells fewer than 2^32 events, but this is event " + event);
        }
        return new EventKey(((long) attempt << 32) | event, at);
    }
}
