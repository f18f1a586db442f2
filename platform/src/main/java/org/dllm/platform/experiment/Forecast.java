package org.dllm.platform.experiment;

import java.time.Duration;
import org.dllm.platform.run.RunId;

/**
 * How long a run will take.
 *
 * @param time from its start to its end
 * @param by the run that was alike and took as long for as much
 */
public record Forecast(Duration time, RunId by) {}
