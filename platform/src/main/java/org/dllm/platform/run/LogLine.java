package org.dllm.platform.run;

import java.time.Instant;

/**
 * A line of a run's log.
 *
 * @param seq its place, as {@link EventKey} counts
 */
public record LogLine(long seq, Instant at, String level, String message) {}
