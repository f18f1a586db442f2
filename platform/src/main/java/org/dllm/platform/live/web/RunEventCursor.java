package org.dllm.platform.live.web;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.dllm.platform.activity.ActivityAxis;
import org.dllm.platform.activity.LayerActivities;
import org.dllm.platform.live.LastEvent;
import org.dllm.platform.metric.Metrics;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.RunLogs;
import org.dllm.platform.run.RunView;
import org.dllm.platform.run.Runs;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter.SseEventBuilder;

/** Position of one client in the events of a run. */
final class RunEventCursor {

    /** Events per page; limits the memory used for a long history. */
    private static final int PAGE = 2000;

    /** Before the first event of a run. */
    private static final long START = -1;

    private final RunId run;
    private final Runs runs;
    private final Metrics metrics;
    private final RunLogs logs;
    private final LayerActivities activities;

    /** Last event of the run's spool that has been sent. */
    private long sent = START;

    /** Last id sent, after which the client would continue. */
    private long known = START;

    private @Nullable RunView shown;

    RunEventCursor(
            RunId run, Runs runs, Metrics metrics, RunLogs logs, LayerActivities activities) {
        this.run = run;
        this.runs = runs;
        this.metrics = metrics;
        this.logs = logs;
        this.activities = activities;
    }

    /** Skips events up to {@code seq}. */
    RunEventCursor after(long seq) {
        sent = seq;
        return this;
    }

    /** Skips all events stored so far. */
    RunEventCursor fromNow() {
        return after(lastEvent());
    }

    record Point(String key, long step, double value, Instant at) {}

    record Line(long seq, Instant at, String level, String message) {}

    record Axis(String task, String axis) {}

    record Progress(
            @Nullable String phase,
            long step,
            long totalSteps,
            double perSecond,
            @Nullable Long etaSeconds) {}

    /**
     * A page of new events.
     *
     * @param last whether there are no further ones now
     */
    record EventPage(List<SseEventBuilder> events, boolean last) {}

    /**
     * The next page of events; the last page also has the run's state. Each page ends with the id
     * of its last event. Must be called in a transaction with one snapshot of the database, since
     * events between two queries would be lost.
     */
    EventPage nextPage() {
        var events = new ArrayList<SseEventBuilder>();
        RunView now = RunView.of(runs.require(run));
        boolean last = next(sent).map(first -> page(first, events)).orElse(true);
        if (last) {
            state(now, events);
        }
        if (sent != known) {
            // Also sent once if there are no events, so that an interrupted stream continues from
            // here.
            known = sent;
            events.add(SseEmitter.event().id(String.valueOf(sent)).comment(""));
        }
        return new EventPage(events, last);
    }

    /** The first event after {@code seq} with metrics, log lines or layer activity. */
    private Optional<Long> next(long seq) {
        return Stream.of(
                        metrics.nextEvent(run, seq),
                        logs.nextEvent(run, seq),
                        activities.nextEvent(run, seq))
                .flatMap(Optional::stream)
                .min(Comparator.naturalOrder());
    }

    /**
     * Adds the {@link #PAGE} events from {@code first}.
     *
     * @return whether there are no later events
     */
    private boolean page(long first, List<SseEventBuilder> events) {
        long end = first + PAGE - 1;
        List<Point> points =
                metrics.between(run, first, end).stream()
                        .map(p -> new Point(p.key(), p.step(), p.value(), p.at()))
                        .toList();
        if (!points.isEmpty()) {
            events.add(SseEmitter.event().name("metric").data(points));
        }
        List<Line> lines =
                logs.between(run, first, end).stream()
                        .map(l -> new Line(l.seq(), l.at(), l.level(), l.message()))
                        .toList();
        if (!lines.isEmpty()) {
            events.add(SseEmitter.event().name("log").data(lines));
        }
        for (ActivityAxis axis : activities.axesBetween(run, first, end)) {
            events.add(
                    SseEmitter.event().name("activity").data(new Axis(axis.task(), axis.axis())));
        }
        boolean last = next(end).isEmpty();
        // If this page is the last, more events may be added to its range.
        sent = last ? lastEvent() : end;
        return last;
    }

    private long lastEvent() {
        return new LastEvent(metrics, logs, activities).of(run);
    }

    private void state(RunView now, List<SseEventBuilder> events) {
        RunView before = shown;
        shown = now;
        if (before == null
                || before.state() != now.state()
                || !Objects.equals(before.reason(), now.reason())
                || before.attempt() != now.attempt()
                || before.verdict() != now.verdict()
                || !before.summary().equals(now.summary())) {
            events.add(SseEmitter.event().name("state").data(now));
        }
        if (before == null || !progress(before).equals(progress(now))) {
            events.add(SseEmitter.event().name("progress").data(progress(now)));
        }
    }

    private static Progress progress(RunView run) {
        return new Progress(
                run.phase(), run.step(), run.totalSteps(), run.perSecond(), run.etaSeconds());
    }
}
