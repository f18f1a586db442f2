package org.dllm.platform.experiment;

import java.time.Duration;
import org.dllm.platform.run.RunId;

/**
 * Estimated duration of a run.
 *
 * @param time from its start to its end
 * @param by the finished run that the estimate is based on
 */
public record Forecast(Duration time, RunId by) {}
