package org.dllm.platform.run;

import java.time.Instant;

/**
 * Key of an event of a run: its sequence number and time. Storing an event twice under its key has
 * no effect, and readers continue after the last key they have seen.
 *
 * @param seq grows over all attempts of a run
 */
public record EventKey(long seq, Instant at) {

    /** The {@code event}-th event that attempt {@code attempt} (1, 2, …) wrote to its spool. */
    public static EventKey of(int attempt, long event, Instant at) {
        if (event < 0 || event > 0xFFFF_FFFFL) {
            throw new IllegalArgumentException(
                    "an attempt writes fewer than 2^32 events, but this is event " + event);
        }
        return new EventKey(((long) attempt << 32) | event, at);
    }
}
