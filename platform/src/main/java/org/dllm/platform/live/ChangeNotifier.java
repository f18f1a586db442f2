package org.dllm.platform.live;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.dllm.platform.run.RunChanged;
import org.dllm.platform.run.RunId;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalEventListener;

/**
 * Wakes the threads that wait for changes of runs after a commit. Stops before the web server, so
 * that open streams end at once and do not delay its shutdown.
 */
@Component
public class ChangeNotifier implements SmartLifecycle {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition updated = lock.newCondition();
    private final Map<RunId, Long> changes = new HashMap<>();

    /** Distinguishes the counts of this server from those of an earlier one. */
    private final UUID life = UUID.randomUUID();

    private long totalChanges;
    private boolean running;

    @TransactionalEventListener(phase = TransactionPhase.AFTER_COMMIT, fallbackExecution = true)
    void onRunChanged(RunChanged changed) {
        lock.lock();
        try {
            changes.merge(changed.run(), 1L, Long::sum);
            totalChanges++;
            updated.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Number of changes of {@code run}, or of all runs, since the start. */
    public long count(@Nullable RunId run) {
        lock.lock();
        try {
            return present(run);
        } finally {
            lock.unlock();
        }
    }

    /** Identifies the last change of any run. Changes made by other servers do not count. */
    public String last() {
        return life + "-" + count(null);
    }

    /** Waits until the count differs from {@code seen}, the time has passed or the server stops. */
    public long await(@Nullable RunId run, long seen, Duration atMost) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = atMost.toNanos();
            while (running && present(run) == seen && left > 0) {
                left = updated.awaitNanos(left);
            }
            return present(run);
        } finally {
            lock.unlock();
        }
    }

    private long present(@Nullable RunId run) {
        return run == null ? totalChanges : changes.getOrDefault(run, 0L);
    }

    @Override
    public void start() {
        set(true);
    }

    @Override
    public void stop() {
        set(false);
    }

    private void set(boolean state) {
        lock.lock();
        try {
            running = state;
            updated.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean isRunning() {
        lock.lock();
        try {
            return running;
        } finally {
            lock.unlock();
        }
    }

    /** Last to start and first to stop. */
    @Override
    public int getPhase() {
        return DEFAULT_PHASE;
    }
}
