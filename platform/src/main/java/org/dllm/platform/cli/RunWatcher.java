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

    /** Minimum time between two requests for a run. */
    private static final Duration PAUSE = Duration.ofMillis(500);

    /** Maximum time without a request, because a broken stream may go unnoticed. */
    private static final Duration SILENCE = Duration.ofSeconds(10);

    private static final String ID = "id:";

    /** How long a server may be unavailable; a restart takes less. */
    private static final Duration AWAY = Duration.ofMinutes(1);

    private final RunsClient runs;
    private final Api api;
    private final Clock clock;
    private final Consumer<String> report;

    /**
     * @param report receives messages of the watcher itself
     */
    RunWatcher(RunsClient runs, Api api, Clock clock, Consumer<String> report) {
        this.runs = runs;
        this.api = api;
        this.clock = clock;
        this.report = report;
    }

    /**
     * Requests all runs that have not ended, once per two {@link #PAUSE}s. Server-sent events would
     * need one stream per run.
     */
    List<RunResponse> all(List<String> ids, Consumer<List<RunResponse>> seen) {
        var last = new LinkedHashMap<String, RunResponse>();
        List<String> open = ids;
        while (true) {
            List<String> asked = open;
            retryWhileUnavailable(() -> runs.all(asked)).forEach(run -> last.put(run.id(), run));
            List<RunResponse> now = List.copyOf(last.values());
            seen.accept(now);
            open = now.stream().filter(run -> !run.ended()).map(RunResponse::id).toList();
            if (open.isEmpty()) {
                return now;
            }
            pause(PAUSE.multipliedBy(2));
        }
    }

    /** Requests one run whenever its event stream reports a change. */
    RunResponse one(String id, Consumer<RunResponse> seen) {
        BlockingQueue<String> signals = new ArrayBlockingQueue<>(1);
        Thread listener = Thread.ofVirtual().start(() -> listen(id, signals));
        try {
            while (true) {
                RunResponse now = retryWhileUnavailable(() -> runs.get(id));
                seen.accept(now);
                if (now.ended()) {
                    return now;
                }
                pause(PAUSE);
                await(signals);
            }
        } finally {
            listener.interrupt();
        }
    }

    /** Repeats a request during a restart of the server. */
    private <T> T retryWhileUnavailable(Supplier<T> question) {
        Instant giveUp = clock.instant().plus(AWAY);
        boolean reported = false;
        while (true) {
            try {
                return question.get();
            } catch (ServerUnavailableException away) {
                if (clock.instant().isAfter(giveUp)) {
                    throw away;
                }
                if (!reported) {
                    report.accept(
                            "the server does not answer; retrying for " + AWAY.toSeconds() + " s");
                    reported = true;
                }
                pause(PAUSE);
            }
        }
    }

    private void listen(String id, BlockingQueue<String> signals) {
        var last = new AtomicReference<>("");
        while (!Thread.currentThread().isInterrupted()) {
            Map<String, String> headers =
                    last.get().isEmpty() ? Map.of() : Map.of("Last-Event-ID", last.get());
            // Earlier events are not needed: the first request shows their effect.
            try (Stream<String> lines = api.lines("runs/" + id + "/events?from=NOW", headers)) {
                lines.forEach(line -> {
                    if (line.startsWith(ID)) {
                        last.set(line.substring(ID.length()).strip());
                    } else if (line.startsWith("data:")) {
                        // If the queue is full, a request is due anyway.
                        signals.offer(line);
                    }
                });
            } catch (RuntimeException e) {
                // The server stopped or the watch has ended; the next request shows which.
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

    static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            throw Api.interrupted(e);
        }
    }

    private static void await(BlockingQueue<String> signals) {
        try {
            signals.poll(SILENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailedException("interrupted: " + e.getMessage());
        }
    }
}
