package org.dllm.platform.worker;

import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.backoff.BackOffExecution;
import org.springframework.util.backoff.ExponentialBackOff;
import org.springframework.validation.annotation.Validated;

/**
 * @param slots runs at a time on this machine; 0 leaves all to other workers
 * @param devices what the machine has for runs, as specs name it; runs for other devices are left
 *     to other workers
 * @param lease how long a run stays ours without a sign of life
 * @param poll between two looks at the queue, the spools and the processes
 * @param grace for a process that was asked to stop, before it is killed
 * @param goodbye for all processes to stop with a checkpoint when the server stops; it does not
 *     wait for those that take longer, and the next start finds them or what they left
 * @param attempts lost in a row without a new checkpoint, after which a run has failed
 * @param retry the pause before the next attempt after the first failure in a row; each further one
 *     is four times as long
 */
@Validated
@ConfigurationProperties("dllm.worker")
record WorkSettings(
        @DefaultValue("2") @PositiveOrZero int slots,
        @DefaultValue("cpu") List<String> devices,
        @DefaultValue("30s") Duration lease,
        @DefaultValue("200ms") Duration poll,
        @DefaultValue("30s") Duration grace,
        @DefaultValue("8s") Duration goodbye,
        @DefaultValue("3") @Positive int attempts,
        @DefaultValue("5s") Duration retry) {

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
