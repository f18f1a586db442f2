package org.dllm.platform.live.web;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.dllm.platform.activity.ActivityAxis;
import org.dllm.platform.activity.LayerActivities;
import org.dllm.platform.metric.MetricPoint;
import org.dllm.platform.metric.Metrics;
import org.dllm.platform.run.LogLine;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.RunLogs;
import org.dllm.platform.run.RunView;
import org.dllm.platform.run.Runs;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter.SseEventBuilder;

/** One listener's place in what a run tells. */
final class RunTail {

    private static final int PAGE = 2000;

    private final RunId run;
    private final Runs runs;
    private final Metrics metrics;
    private final RunLogs logs;
    private final LayerActivities activities;

    /** Everything up to this event of the run's spool has been sent. */
    private long sent;

    private @Nullable RunView shown;

    RunTail(
            RunId run,
            long sent,
            Runs runs,
            Metrics metrics,
            RunLogs logs,
            LayerActivities activities) {
        this.run = run;
        this.sent = sent;
        this.runs = runs;
        this.metrics = metrics;
        this.logs = logs;
        this.activities = activities;
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
     * What has come since the last call; the id goes with the last part. To be called in a
     * transaction that sees one state of the database, or an event between two questions is lost.
     */
    List<SseEventBuilder> news() {
        var news = new ArrayList<SseEventBuilder>();
        RunView now = RunView.of(runs.require(run));
        List<ActivityAxis> axes = activities.axesToldAfter(run, sent);
        long from = sent;
        long before;
        do {
            before = sent;
            round(news);
        } while (sent > before);
        for (ActivityAxis axis : axes) {
            news.add(SseEmitter.event().name("activity").data(new Axis(axis.task(), axis.axis())));
            sent = Math.max(sent, activities.lastTold(run));
        }
        state(now, news);
        if (sent > from) {
            news.add(SseEmitter.event().id(String.valueOf(sent)).comment(""));
        }
        return news;
    }

    private void state(RunView now, List<SseEventBuilder> news) {
        RunView before = shown;
        shown = now;
        if (before == null
                || before.state() != now.state()
                || !Objects.equals(before.reason(), now.reason())
                || before.attempt() != now.attempt()
                || before.verdict() != now.verdict()
                || !before.summary().equals(now.summary())) {
            news.add(SseEmitter.event().name("state").data(now));
        }
        if (before == null || !progress(before).equals(progress(now))) {
            news.add(SseEmitter.event().name("progress").data(progress(now)));
        }
    }

    /** A page of points, and the log told up to its end. */
    private void round(List<SseEventBuilder> news) {
        List<MetricPoint> points = metrics.toldAfter(run, sent, PAGE);
        List<LogLine> lines = logs.after(run, sent, PAGE);
        long end = Long.MAX_VALUE;
        if (points.size() == PAGE) {
            end = points.getLast().seq();
        }
        if (lines.size() == PAGE) {
            end = Math.min(end, lines.getLast().seq());
        }
        long until = end;
        List<Point> newPoints =
                points.stream()
                        .filter(point -> point.seq() <= until)
                        .map(p -> new Point(p.key(), p.step(), p.value(), p.at()))
                        .toList();
        List<Line> newLines =
                lines.stream()
                        .filter(line -> line.seq() <= until)
                        .map(l -> new Line(l.seq(), l.at(), l.level(), l.message()))
                        .toList();
        if (!newPoints.isEmpty()) {
            news.add(SseEmitter.event().name("metric").data(newPoints));
        }
        if (!newLines.isEmpty()) {
            news.add(SseEmitter.event().name("log").data(newLines));
        }
        if (until < Long.MAX_VALUE) {
            sent = until;
        } else {
            sent = points.isEmpty() ? sent : Math.max(sent, points.getLast().seq());
            sent = lines.isEmpty() ? sent : Math.max(sent, lines.getLast().seq());
        }
    }

    private static Progress progress(RunView run) {
        return new Progress(
                run.phase(), run.step(), run.totalSteps(), run.perSecond(), run.etaSeconds());
    }
}
