package org.dllm.platform.live.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.dllm.experiments.experiment.RunEvent.LayerActivity;
import org.dllm.platform.TestDatabase;
import org.dllm.platform.activity.LayerActivities;
import org.dllm.platform.metric.MetricPoint;
import org.dllm.platform.metric.Metrics;
import org.dllm.platform.run.EventKey;
import org.dllm.platform.run.LogLine;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.RunLogs;
import org.dllm.platform.run.Runs;
import org.dllm.platform.run.TestRuns;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitter.DataWithMediaType;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class RunEventCursorTests {

    private static final Instant AT = Instant.parse("2026-01-02T03:04:05Z");
    private static final int POINTS = 5000;

    private final TestDatabase database;
    private final RunId run;

    RunEventCursorTests(TestDatabase database) {
        this.database = database.clear();
        run = TestRuns.queued(database);
    }

    @Test
    void aLongHistoryArrivesInPagesAndTheStateAfterIt() {
        storeALongHistory();
        RunEventCursor cursor = tail();
        var steps = new ArrayList<Long>();
        var names = new ArrayList<String>();
        var pages = new ArrayList<RunEventCursor.EventPage>();
        do {
            pages.add(cursor.nextPage());
            List<RunEventCursor.Point> points = parts(pages.getLast(), RunEventCursor.Point.class);
            assertThat(points).hasSizeLessThanOrEqualTo(2000);
            points.forEach(point -> steps.add(point.step()));
            names.addAll(names(pages.getLast()));
        } while (!pages.getLast().last());

        assertThat(pages).hasSizeGreaterThan(2);
        assertThat(steps).hasSize(POINTS).doesNotHaveDuplicates().isSorted();
        assertThat(names).containsOnlyOnce("log", "activity", "state", "progress");
        assertThat(names.subList(names.size() - 2, names.size()))
                .containsExactly("state", "progress");
    }

    @Test
    void aStreamThatBreaksBetweenPagesContinuesThere() {
        storeALongHistory();
        RunEventCursor.EventPage first = tail().nextPage();
        int seen = parts(first, RunEventCursor.Point.class).size();
        RunEventCursor again = tail().after(id(first));
        var steps = new ArrayList<Long>();
        var names = new ArrayList<String>();
        RunEventCursor.EventPage pages;
        do {
            pages = again.nextPage();
            parts(pages, RunEventCursor.Point.class).forEach(point -> steps.add(point.step()));
            names.addAll(names(pages));
        } while (!pages.last());
        assertThat(steps).hasSize(POINTS - seen).first().isEqualTo(seen + 1L);
        assertThat(names).contains("log", "activity");
    }

    @Test
    void aStreamFromNowStartsWithTheIdToContinueFrom() {
        append(1, 2);
        RunEventCursor cursor = tail().fromNow();
        RunEventCursor.EventPage nothingNew = cursor.nextPage();
        assertThat(parts(nothingNew, RunEventCursor.Point.class)).isEmpty();
        append(2, 2);
        // The connection broke here; the client has received only the id.
        RunEventCursor.EventPage missed = tail().after(id(nothingNew)).nextPage();
        assertThat(parts(missed, RunEventCursor.Point.class)).hasSize(2);
        assertThat(tail().fromNow().nextPage().events()).hasSizeGreaterThan(1);
    }

    /** Two attempts, the second of which has a line and a heat map before its last points. */
    private void storeALongHistory() {
        append(1, POINTS / 2);
        database.get(RunLogs.class)
                .append(
                        run,
                        List.of(new LogLine(EventKey.of(2, 0, AT).seq(), AT, "INFO", "again")));
        database.get(LayerActivities.class)
                .put(
                        run,
                        List.of(
                                new LayerActivity(
                                        "mix", 0, "family", "chain", 0, 1, 2, false, null)),
                        EventKey.of(2, 0, AT).seq());
        append(2, POINTS / 2);
    }

    private void append(int attempt, int points) {
        var batch = new ArrayList<MetricPoint>();
        for (int event = 1; event <= points; event++) {
            long step = (attempt - 1) * (long) points + event;
            String key = event % 2 == 0 ? "even" : "odd";
            batch.add(new MetricPoint(key, step, 1, AT, EventKey.of(attempt, event, AT).seq()));
        }
        database.get(Metrics.class).append(run, batch);
    }

    private RunEventCursor tail() {
        return new RunEventCursor(
                run,
                database.get(Runs.class),
                database.get(Metrics.class),
                database.get(RunLogs.class),
                database.get(LayerActivities.class));
    }

    private static <T> List<T> parts(RunEventCursor.EventPage pages, Class<T> type) {
        return data(pages)
                .filter(List.class::isInstance)
                .flatMap(part -> ((List<?>) part).stream())
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    private static List<String> names(RunEventCursor.EventPage pages) {
        return fields(pages, "event:").toList();
    }

    private static long id(RunEventCursor.EventPage pages) {
        return Long.parseLong(fields(pages, "id:").findFirst().orElseThrow());
    }

    private static Stream<String> fields(RunEventCursor.EventPage pages, String name) {
        return data(pages)
                .filter(String.class::isInstance)
                .flatMap(text -> text.toString().lines())
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()));
    }

    private static Stream<Object> data(RunEventCursor.EventPage pages) {
        return pages.events().stream()
                .flatMap(event -> event.build().stream())
                .map(DataWithMediaType::getData);
    }
}
