package org.dllm.platform.cli;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Follows runs until each has ended. */
final class RunWatcher {

    /** Between two looks at a run, however much it tells. */
    private static final Duration PAUSE = Duration.ofMillis(500);

    /** A look without being told to: the stream may have broken unseen. */
    private static final Duration SILENCE = Duration.ofSeconds(10);

    private static final String ID = "id:";

    /** How long a server may be away: a restart takes less. */
    private static final Duration AWAY = Duration.ofMinutes(1);

    private final Runs runs;
    private final Api api;
    private final Clock clock;
    private final Consumer<String> tell;

    /**
     * @param tell hears what the watch has to say itself
     */
    RunWatcher(Runs runs, Api api, Clock clock, Consumer<String> tell) {
        this.runs = runs;
        this.api = api;
        this.clock = clock;
        this.tell = tell;
    }

    /**
     * All that have not ended, at once and again after two {@link #PAUSE}s; server-sent events
     * would need a stream for each.
     */
    List<RunView> all(List<String> ids, Consumer<List<RunView>> seen) {
        var last = new LinkedHashMap<String, RunView>();
        List<String> open = ids;
        while (true) {
            List<String> asked = open;
            look(() -> runs.all(asked)).forEach(run -> last.put(run.id(), run));
            List<RunView> now = List.copyOf(last.values());
            seen.accept(now);
            open = now.stream().filter(run -> !run.ended()).map(RunView::id).toList();
            if (open.isEmpty()) {
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
                RunView now = look(() -> runs.get(id));
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

    /** A look that outlasts a restart of the server. */
    private <T> T look(Supplier<T> question) {
        Instant giveUp = clock.instant().plus(AWAY);
        boolean told = false;
        while (true) {
            try {
                return question.get();
            } catch (ServerAwayException away) {
                if (clock.instant().isAfter(giveUp)) {
                    throw away;
                }
                if (!told) {
                    tell.accept(
                            "the server does not answer; waiting for it for "
                                    + AWAY.toSeconds()
                                    + " s");
                    told = true;
                }
                pause(PAUSE);
            }
        }
    }

    private void listen(String id, BlockingQueue<String> told) {
        var last = new AtomicReference<>("");
        while (!Thread.currentThread().isInterrupted()) {
            Map<String, String> headers =
                    last.get().isEmpty() ? Map.of() : Map.of("Last-Event-ID", last.get());
            // What was told before is no news: the first look shows it.
            try (Stream<String> lines = api.lines("runs/" + id + "/events?from=NOW", headers)) {
                lines.forEach(line -> {
                    if (line.startsWith(ID)) {
                        last.set(line.substring(ID.length()).strip());
                    } else if (line.startsWith("data:")) {
                        // A full queue means that a look is due anyway.
                        told.offer(line);
                    }
                });
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
