package org.dllm.platform.live.web;

import static org.springframework.http.MediaType.TEXT_EVENT_STREAM_VALUE;

import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.dllm.platform.activity.LayerActivities;
import org.dllm.platform.database.DatabaseOutage;
import org.dllm.platform.live.ChangeNotifier;
import org.dllm.platform.metric.Metrics;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.RunList;
import org.dllm.platform.run.RunLogs;
import org.dllm.platform.run.Runs;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpMethod;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Streams of server-sent events. */
@RestController
@RequestMapping("/api/v1")
class EventController {

    private static final Logger LOG = LoggerFactory.getLogger(EventController.class);

    /**
     * Interval of comments when there are no events, so that both sides notice a broken connection.
     */
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);

    /** Changes within this time are sent together. */
    private static final Duration COLLECT = Duration.ofMillis(200);

    private final DatabaseOutage outage;
    private final ChangeNotifier notifier;
    private final Runs runs;
    private final RunList list;
    private final Metrics metrics;
    private final RunLogs logs;
    private final LayerActivities activities;

    private final TransactionTemplate oneState;

    /** Limits streams to half of the connections; the others stay free for requests. */
    private final Semaphore readers;

    EventController(
            ChangeNotifier notifier,
            Runs runs,
            RunList list,
            Metrics metrics,
            RunLogs logs,
            LayerActivities activities,
            PlatformTransactionManager transactions,
            DatabaseOutage outage,
            @Value("${spring.datasource.hikari.maximum-pool-size}") int connections) {
        this.readers = new Semaphore(Math.max(1, connections / 2), true);
        this.oneState = new TransactionTemplate(transactions);
        this.oneState.setReadOnly(true);
        this.oneState.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        this.outage = outage;
        this.notifier = notifier;
        this.runs = runs;
        this.list = list;
        this.metrics = metrics;
        this.logs = logs;
        this.activities = activities;
    }

    /**
     * Events of one run: {@code state}, {@code progress}, {@code metric}, {@code log}, {@code
     * activity}. Continues after the event of Last-Event-ID or {@code after}; otherwise starts with
     * the first event, or with {@code from=NOW} after the last stored one.
     */
    @GetMapping(path = "/runs/{id}/events", produces = TEXT_EVENT_STREAM_VALUE)
    @ApiResponse(responseCode = "200", content = @Content(schema = @Schema(type = "string")))
    ResponseEntity<SseEmitter> run(
            HttpMethod method,
            @PathVariable RunId id,
            @RequestParam(defaultValue = "START") Start from,
            @RequestParam(required = false) @Nullable Long after,
            @RequestHeader(name = "Last-Event-ID", required = false) @Nullable Long last) {
        runs.require(id);
        var cursor = new RunEventCursor(id, runs, metrics, logs, activities);
        if (last != null) {
            cursor.after(last);
        } else if (after != null) {
            cursor.after(after);
        } else if (from == Start.NOW) {
            cursor.fromNow();
        }
        return stream(method, id, () -> read(cursor::nextPage));
    }

    /** Start of a stream without Last-Event-ID or {@code after}. */
    enum Start {
        START,
        NOW
    }

    private RunEventCursor.EventPage read(Supplier<RunEventCursor.EventPage> tail)
            throws InterruptedException {
        readers.acquire();
        try {
            return Objects.requireNonNull(oneState.execute(_ -> tail.get()));
        } finally {
            readers.release();
        }
    }

    /**
     * An event {@code runs} when any run, or any run of one experiment, has changed. The first
     * event is sent at once unless {@code after} or Last-Event-ID names the last change.
     */
    @GetMapping(path = "/events", produces = TEXT_EVENT_STREAM_VALUE)
    @ApiResponse(responseCode = "200", content = @Content(schema = @Schema(type = "string")))
    ResponseEntity<SseEmitter> all(
            HttpMethod method,
            @RequestParam(required = false) @Nullable String experiment,
            @RequestParam(required = false) @Nullable String after,
            @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String last) {
        var tail = new RunsTail(notifier, list, experiment, last != null ? last : after);
        return stream(method, null, () -> read(tail::news));
    }

    private interface Source {
        RunEventCursor.EventPage nextPage() throws InterruptedException;
    }

    private ResponseEntity<SseEmitter> stream(
            HttpMethod method, @Nullable RunId run, Source source) {
        // A proxy that buffers or compresses the response would delay events.
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noCache().noTransform())
                .header("X-Accel-Buffering", "no")
                .body(emitter(method, run, source));
    }

    private SseEmitter emitter(HttpMethod method, @Nullable RunId run, Source source) {
        var emitter = new SseEmitter(0L);
        if (method.equals(HttpMethod.HEAD)) {
            // Without writes the server would never notice that the client has disconnected.
            emitter.complete();
            return emitter;
        }
        // A disconnected client is noticed at the next write. The thread is not interrupted: an
        // interrupt during a read would make H2 close its file for all.
        Thread.ofVirtual()
                .name("events-" + (run == null ? "all" : run.value()))
                .start(() -> write(emitter, run, source));
        return emitter;
    }

    private void write(SseEmitter emitter, @Nullable RunId run, Source source) {
        try {
            while (notifier.isRunning()) {
                long seen = notifier.count(run);
                RunEventCursor.EventPage page = source.nextPage();
                for (var event : page.events()) {
                    emitter.send(event);
                }
                if (!page.last()) {
                    continue;
                }
                if (page.events().isEmpty()) {
                    emitter.send(SseEmitter.event().comment(""));
                }
                if (notifier.await(run, seen, HEARTBEAT) != seen) {
                    Thread.sleep(COLLECT);
                }
            }
            emitter.complete();
        } catch (IOException | IllegalStateException e) {
            // The client has disconnected.
            LOG.debug("Stream of {} ended: {}", run, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            if (outage.causes(e)) {
                // The client reconnects and gets 503 until the database is available again.
                emitter.complete();
                return;
            }
            LOG.warn("Stream of {} failed", run, e);
            emitter.completeWithError(e);
        }
    }
}
