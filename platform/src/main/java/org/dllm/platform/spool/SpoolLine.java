package org.dllm.platform.spool;

import java.time.Instant;
import org.dllm.experiments.experiment.RunEvent;
import org.jspecify.annotations.Nullable;

/**
 * One line of a spool: an event, or, in the last line, the end of the process.
 *
 * @param seq 1 for the first line of an attempt, then without gaps
 */
public record SpoolLine(
        long seq, Instant time, @Nullable RunEvent event, @Nullable ProcessEnd ending) {
    public SpoolLine {
        if ((event == null) == (ending == null))
            throw new IllegalArgumentException(
                    "expected an event or an ending in line %d of the spool, found %s"
                            .formatted(seq, event == null ? "neither" : "both"));
    }
}
