package org.dllm.platform.cli;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Follows runs until each has ended. */
final class RunWatcher {

    /** Between two looks at a run, however much it tells. */
    private static final Duration PAUSE = Duration.ofMillis(500);

    /** A look without being told to: the stream may have broken unseen. */
    private static final Duration SILENCE = Duration.ofSeconds(10);

    private final Runs runs;
    private final Api api;

    RunWatcher(Runs runs, Api api) {
        this.runs = runs;
        this.api = api;
    }

    /** Every run once each {@link #PAUSE}; server-sent events would need a stream for each. */
    List<RunView> all(List<String> ids, Consumer<List<RunView>> seen) {
        while (true) {
            List<RunView> now = ids.stream().map(runs::get).toList();
            seen.accept(now);
            if (now.stream().allMatch(RunView::ended)) {
                return now;
            }
            pause(PAUSE.multipliedBy(2));
        }
    }

    /** One run, looked at whenever its stream of events says something. */
    RunView one(String id, Consumer<RunView> seen) {
        BlockingQueue<String> told = new ArrayBlockingQueue<>(1);
        Thread listener = Thread.ofVirtual().start(() -> listen(id, told));
        try {
            while (true) {
                RunView now = runs.get(id);
                seen.accept(now);
                if (now.ended()) {
                    return now;
                }
                pause(PAUSE);
                await(told);
            }
        } finally {
            listener.interrupt();
        }
    }

    private void listen(String id, BlockingQueue<String> told) {
        while (!Thread.currentThread().isInterrupted()) {
            try (Stream<String> lines = api.lines("runs/" + id + "/events")) {
                // A full queue means that a look is due anyway.
                lines.filter(line -> line.startsWith("data:")).forEach(told::offer);
            } catch (RuntimeException e) {
                // The server went away or the watch is over; the looks by time tell which.
                if (Thread.currentThread().isInterrupted()) {
                    return;
                }
            }
            if (!rest()) {
                return;
            }
        }
    }

    private static boolean rest() {
        try {
            Thread.sleep(PAUSE);
            return true;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailedException("interrupted: " + e.getMessage());
        }
    }

    private static void await(BlockingQueue<String> told) {
        try {
            told.poll(SILENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailedException("interrupted: " + e.getMessage());
        }
    }
}
