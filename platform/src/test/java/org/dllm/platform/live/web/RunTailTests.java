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
import org.dllm.platform.run.LogLine;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.RunLogs;
import org.dllm.platform.run.Runs;
import org.dllm.platform.run.TestRuns;
import org.dllm.platform.run.Told;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitter.DataWithMediaType;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class RunTailTests {

    private static final Instant AT = Instant.parse("2026-01-02T03:04:05Z");
    private static final int POINTS = 5000;

    private final TestDatabase database;
    private final RunId run;

    RunTailTests(TestDatabase database) {
        this.database = database.clear();
        run = TestRuns.queued(database);
    }

    @Test
    void aLongHistoryArrivesInPagesAndTheStateAfterIt() {
        tellALongHistory();
        RunTail tail = tail();
        var steps = new ArrayList<Long>();
        var names = new ArrayList<String>();
        var news = new ArrayList<RunTail.News>();
        do {
            news.add(tail.news());
            List<RunTail.Point> points = parts(news.getLast(), RunTail.Point.class);
            assertThat(points).hasSizeLessThanOrEqualTo(2000);
            points.forEach(point -> steps.add(point.step()));
            names.addAll(names(news.getLast()));
        } while (!news.getLast().last());

        assertThat(news).hasSizeGreaterThan(2);
        assertThat(steps).hasSize(POINTS).doesNotHaveDuplicates().isSorted();
        assertThat(names).containsOnlyOnce("log", "activity", "state", "progress");
        assertThat(names.subList(names.size() - 2, names.size()))
                .containsExactly("state", "progress");
    }

    @Test
    void whoeverBreaksOffBetweenPagesGoesOnThere() {
        tellALongHistory();
        RunTail.News first = tail().news();
        int seen = parts(first, RunTail.Point.class).size();
        RunTail again = tail().after(id(first));
        var steps = new ArrayList<Long>();
        var names = new ArrayList<String>();
        RunTail.News news;
        do {
            news = again.news();
            parts(news, RunTail.Point.class).forEach(point -> steps.add(point.step()));
            names.addAll(names(news));
        } while (!news.last());
        assertThat(steps).hasSize(POINTS - seen).first().isEqualTo(seen + 1L);
        assertThat(names).contains("log", "activity");
    }

    @Test
    void aStreamFromNowBeginsWithTheIdToGoOnFrom() {
        tell(1, 2);
        RunTail tail = tail().fromNow();
        RunTail.News nothingNew = tail.news();
        assertThat(parts(nothingNew, RunTail.Point.class)).isEmpty();
        tell(2, 2);
        // It broke here; whoever listens has heard nothing but the id.
        RunTail.News missed = tail().after(id(nothingNew)).news();
        assertThat(parts(missed, RunTail.Point.class)).hasSize(2);
        assertThat(tail().fromNow().news().events()).hasSizeGreaterThan(1);
    }

    /** Two attempts, the second of which has a line and a heat map before its last points. */
    private void tellALongHistory() {
        tell(1, POINTS / 2);
        database.get(RunLogs.class)
                .append(run, List.of(new LogLine(Told.of(2, 0, AT).seq(), AT, "INFO", "again")));
        database.get(LayerActivities.class)
                .put(
                        run,
                        List.of(new LayerActivity("mix", 0, "family", "chain", 0, 1, 2, false)),
                        Told.of(2, 0, AT).seq());
        tell(2, POINTS / 2);
    }

    private void tell(int attempt, int points) {
        var told = new ArrayList<MetricPoint>();
        for (int event = 1; event <= points; event++) {
            long step = (attempt - 1) * (long) points + event;
            String key = event % 2 == 0 ? "even" : "odd";
            told.add(new MetricPoint(key, step, 1, AT, Told.of(attempt, event, AT).seq()));
        }
        database.get(Metrics.class).append(run, told);
    }

    private RunTail tail() {
        return new RunTail(
                run,
                database.get(Runs.class),
                database.get(Metrics.class),
                database.get(RunLogs.class),
                database.get(LayerActivities.class));
    }

    private static <T> List<T> parts(RunTail.News news, Class<T> type) {
        return data(news)
                .filter(List.class::isInstance)
                .flatMap(part -> ((List<?>) part).stream())
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    private static List<String> names(RunTail.News news) {
        return fields(news, "event:").toList();
    }

    private static long id(RunTail.News news) {
        return Long.parseLong(fields(news, "id:").findFirst().orElseThrow());
    }

    private static Stream<String> fields(RunTail.News news, String name) {
        return data(news)
                .filter(String.class::isInstance)
                .flatMap(text -> text.toString().lines())
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()));
    }

    private static Stream<Object> data(RunTail.News news) {
        return news.events().stream()
                .flatMap(event -> event.build().stream())
                .map(DataWithMediaType::getData);
    }
}
