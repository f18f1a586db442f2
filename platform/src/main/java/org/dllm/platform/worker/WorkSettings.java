package org.dllm.platform.worker;

import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.time.Duration;
import java.util.List;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.backoff.BackOffExecution;
import org.springframework.util.backoff.ExponentialBackOff;
import org.springframework.validation.annotation.Validated;

/**
 * @param slots runs that this worker executes at a time; 0 leaves all runs to other workers
 * @param devices devices of this machine by their names in specs; runs for other devices are left
 *     to other workers
 * @param lease how long this worker keeps a run without renewing it
 * @param poll interval between two checks of the queue, the spools and the processes
 * @param grace time that a process gets to stop before it is killed
 * @param goodbye time that all processes get to save a checkpoint when the server stops; the server
 *     does not wait longer, and the next start adopts processes that are still alive
 * @param attempts attempts in a row without a new checkpoint after which a run fails
 * @param retry pause after the first failure in a row; each further pause is four times as long
 */
@Validated
@ConfigurationProperties("dllm.worker")
record WorkSettings(
        @DefaultValue("2") @PositiveOrZero int slots,
        @DefaultValue("cpu") List<String> devices,
        @DefaultValue("30s") @DurationMin(millis = 1) Duration lease,
        @DefaultValue("200ms") @DurationMin(millis = 1) Duration poll,
        @DefaultValue("30s") @DurationMin Duration grace,
        @DefaultValue("8s") @DurationMin Duration goodbye,
        @DefaultValue("3") @Positive int attempts,
        @DefaultValue("5s") @DurationMin Duration retry) {

    private static final int GROWTH = 4;
    private static final Duration LONGEST_RETRY = Duration.ofMinutes(10);

    /** The pause after so many failures in a row. */
    Duration pauseAfter(int failures) {
        var backOff = new ExponentialBackOff(Math.max(1, retry.toMillis()), GROWTH);
        backOff.setMaxInterval(LONGEST_RETRY.toMillis());
        BackOffExecution execution = backOff.start();
        long millis = 0;
        for (int i = 0; i < failures; i++) millis = execution.nextBackOff();
        return Duration.ofMillis(millis);
    }
}
