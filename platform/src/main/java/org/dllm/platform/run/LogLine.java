package org.dllm.platform.run;

import java.time.Instant;

/**
 * A line of a run's log.
 *
 * @param seq its number in the log, from {@link EventKey}
 */
public record LogLine(long seq, Instant at, String level, String message) {}
