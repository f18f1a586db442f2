package org.dllm.platform.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dllm.platform.TestDatabase;
import org.dllm.platform.run.RunChanged;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.TestRuns;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class MetricsTests {

    private static final Instant AT = Instant.parse("2026-01-02T03:04:05.123456Z");
    private static final double[] AWKWARD = {
        0.0,
        -0.0,
        Double.NaN,
        Double.longBitsToDouble(0x7ff8_dead_beef_0001L),
        Double.longBitsToDouble(0xfff8_0000_0000_0000L),
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        Double.MIN_VALUE,
        -Double.MAX_VALUE,
        Double.MAX_VALUE,
        Math.nextUp(1.0),
        0.1
    };

    private final TestDatabase database;
    private final Metrics metrics;
    private final RunId run;

    MetricsTests(TestDatabase database) {
        this.database = database.clear();
        metrics = database.get(Metrics.class);
        run = TestRuns.queued(database);
    }

    @Test
    void valuesAreStoredBitForBit() {
        var recorded = new ArrayList<MetricPoint>();
        for (int i = 0; i < AWKWARD.length; i++) {
            recorded.add(point("a/b c:d", i, AWKWARD[i]));
        }
        metrics.append(run, recorded);

        List<MetricPoint> read = metrics.points(run, "a/b c:d");
        assertThat(read).hasSize(AWKWARD.length);
        for (int i = 0; i < AWKWARD.length; i++) {
            assertThat(Double.doubleToRawLongBits(read.get(i).value()))
                    .isEqualTo(Double.doubleToRawLongBits(AWKWARD[i]));
            assertThat(read.get(i).at()).isEqualTo(AT);
        }
    }

    @Test
    void plainSqlReadsEveryPoint() {
        metrics.append(
                run, List.of(point("train/loss", 1, 2.5), point("train/loss", 2, Double.NaN)));

        List<Double> values =
                database.jdbc()
                        .sql(
                                "SELECT value FROM metric_point WHERE run_id = :run AND key ="
                                        + " 'train/loss' ORDER BY step")
                        .param("run", run.value())
                        .query((row, _) -> row.getDouble("value"))
                        .list();
        assertThat(values).containsExactly(2.5, Double.NaN);
    }

    @Test
    void aPointThatIsStoredTwiceIsOnePoint() {
        List<MetricPoint> recorded = List.of(point("x", 1, 1), point("x", 2, 2), point("y", 1, 3));
        metrics.append(run, recorded);
        metrics.append(run, recorded.subList(1, 3));

        assertThat(metrics.points(run, "x")).containsExactlyElementsOf(recorded.subList(0, 2));
        assertThat(metrics.points(run, "y")).containsExactly(recorded.get(2));
        assertThat(database.events().of(RunChanged.class)).contains(new RunChanged(run));
    }

    @Test
    void resumingDeletesLaterPoints() {
        for (int step = 1; step <= 10; step++) {
            metrics.append(run, List.of(point("x", step, step), point("y", step, -step)));
        }
        RunId other = TestRuns.queued(database);
        metrics.append(other, List.of(point("x", 9, 9)));

        metrics.resumed(run, 6);
        metrics.append(run, List.of(point("x", 7, 70)));

        assertThat(metrics.points(run, "x")).hasSize(7);
        assertThat(metrics.points(run, "x").getLast().value()).isEqualTo(70);
        assertThat(metrics.points(run, "y")).hasSize(6);
        assertThat(metrics.points(other, "x")).hasSize(1);
    }

    @Test
    void seriesAreSummarised() {
        metrics.append(
                run,
                List.of(
                        point("b", 1, Double.NaN),
                        point("a", 5, 3),
                        point("a", 7, -0.0),
                        point("a", 6, Double.NaN)));

        assertThat(metrics.series(run))
                .containsExactly(
                        new SeriesSummary("a", 3, 5, 7, -0.0, 0.0, 3),
                        new SeriesSummary("b", 1, 1, 1, Double.NaN, Double.NaN, Double.NaN));
    }

    @Test
    void theLastValuesOfSeveralRunsAreReadTogether() {
        RunId other = TestRuns.queued(database);
        metrics.append(run, List.of(point("a", 7, -0.0), point("a", 6, 2), point("b", 1, 3)));
        metrics.append(other, List.of(point("a", 1, Double.NaN)));
        metrics.append(TestRuns.queued(database), List.of(point("a", 1, 9)));
        metrics.resumed(run, 0);
        metrics.append(run, List.of(point("a", 7, -0.0), point("a", 6, 2)));

        assertThat(metrics.last(List.of(run, other)))
                .isEqualTo(Map.of(run, Map.of("a", -0.0), other, Map.of("a", Double.NaN)));
        assertThat(metrics.last(List.of())).isEmpty();
    }

    @Test
    void bucketsKeepSpikesAndTheLastValue() {
        var recorded = new ArrayList<MetricPoint>();
        for (int step = 0; step < 1000; step++) {
            recorded.add(point("loss", step, step == 437 ? 1e300 : step == 438 ? Double.NaN : 1.0));
        }
        metrics.append(run, recorded);

        List<MetricBucket> buckets = metrics.buckets(run, "loss", 10);
        assertThat(buckets).hasSize(10);
        assertThat(buckets.stream().mapToLong(MetricBucket::count)).containsOnly(100L);
        MetricBucket spike = buckets.get(4);
        assertThat(spike.firstStep()).isEqualTo(400);
        assertThat(spike.step()).isEqualTo(499);
        assertThat(spike.max()).isEqualTo(1e300);
        assertThat(spike.min()).isEqualTo(1.0);
        assertThat(spike.nan()).isEqualTo(1);
        assertThat(spike.mean()).isCloseTo(1.0, within(1e-12));
        assertThat(buckets.get(3).max()).isEqualTo(1.0);
        assertThat(buckets.get(3).last()).isEqualTo(1.0);
    }

    @Test
    void bucketsOfDivergedSeriesAreNumbers() {
        metrics.append(
                run,
                List.of(
                        point("x", 1, Double.MAX_VALUE),
                        point("x", 2, Double.MAX_VALUE),
                        point("x", 3, Double.POSITIVE_INFINITY),
                        point("x", 4, Double.NEGATIVE_INFINITY)));

        MetricBucket only = metrics.buckets(run, "x", 1).getFirst();
        assertThat(only.min()).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(only.max()).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(only.mean()).isNaN();
        assertThat(only.last()).isEqualTo(Double.NEGATIVE_INFINITY);
    }

    @Test
    void readersContinueWhereTheyStopped() {
        metrics.append(
                run, List.of(recorded("x", 1, 10), recorded("y", 1, 11), recorded("x", 2, 12)));

        assertThat(metrics.between(run, 11, 100))
                .extracting(MetricPoint::seq)
                .containsExactly(11L, 12L);
        assertThat(metrics.between(run, 0, 11))
                .extracting(MetricPoint::seq)
                .containsExactly(10L, 11L);
        assertThat(metrics.nextEvent(run, 10)).contains(11L);
        assertThat(metrics.nextEvent(run, 12)).isEmpty();
        assertThat(metrics.lastEvent(run)).isEqualTo(12);
    }

    private static MetricPoint point(String key, long step, double value) {
        return new MetricPoint(key, step, value, AT, step);
    }

    private static MetricPoint recorded(String key, long step, long seq) {
        return new MetricPoint(key, step, 1.0, AT, seq);
    }
}
