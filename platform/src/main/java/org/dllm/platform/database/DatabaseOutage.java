package org.dllm.platform.database;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * Logs the start and the end of a database outage once each, however many requests fail, and
 * reports it as health. On a full disk reads succeed between failed writes, so an outage ends only
 * after a period without failures.
 */
@Component
public class DatabaseOutage implements HealthIndicator {

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseOutage.class);
    private static final Duration QUIET = Duration.ofSeconds(3);

    private final Clock clock;
    private @Nullable Instant began;
    private Instant lastFault = Instant.EPOCH;

    public DatabaseOutage(Clock clock) {
        this.clock = clock;
    }

    /**
     * Records {@code fault} if it means that the database is unavailable.
     *
     * @return whether the database is unavailable
     */
    public boolean causes(Throwable fault) {
        if (!DatabaseFaults.isUnavailable(fault)) {
            return false;
        }
        record(fault);
        return true;
    }

    private synchronized void record(Throwable fault) {
        lastFault = clock.instant();
        if (began == null) {
            began = lastFault;
            LOG.warn(
                    "The database is unavailable: {}. Requests get 503 until it is available"
                            + " again; runs continue and their events are stored later",
                    DatabaseFaults.reason(fault));
        }
    }

    @Override
    public synchronized Health health() {
        return recent() ? Health.down().build() : Health.up().build();
    }

    private boolean recent() {
        return clock.instant().isBefore(lastFault.plus(QUIET));
    }

    /** The database has answered. */
    public synchronized void answered() {
        if (began != null && !recent()) {
            LOG.info(
                    "The database is available again; the outage took {} s",
                    Duration.between(began, lastFault).toSeconds());
            began = null;
        }
    }
}
