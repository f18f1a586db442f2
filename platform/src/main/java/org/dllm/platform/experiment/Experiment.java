package org.dllm.platform.experiment;

import java.time.Instant;
import java.util.Map;
import org.dllm.platform.run.RunState;

/**
 * A named container of runs.
 *
 * @param runs number of runs in each state; states without runs are absent
 */
public record Experiment(String name, Instant createdAt, Map<RunState, Long> runs) {}
