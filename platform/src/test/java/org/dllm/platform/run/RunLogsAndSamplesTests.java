package org.dllm.platform.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.dllm.experiments.experiment.RunEvent;
import org.dllm.platform.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class RunLogsAndSamplesTests {

    private static final Instant AT = Instant.parse("2026-01-02T03:04:05.123456Z");

    private final TestDatabase database;
    private final RunLogs logs;
    private final Samples samples;
    private final Runs runs;
    private final RunId run;

    RunLogsAndSamplesTests(TestDatabase database) {
        this.database = database.clear();
        logs = database.get(RunLogs.class);
        samples = database.get(Samples.class);
        runs = database.get(Runs.class);
        run = TestRuns.queued(database);
    }

    @Test
    void aLineThatIsStoredTwiceIsOneLine() {
        var lines = LongStream.rangeClosed(1, 5).mapToObj(RunLogsAndSamplesTests::line).toList();
        logs.append(run, lines);
        logs.append(run, lines.subList(3, 5));
        logs.append(run, List.of(line(6)));

        assertThat(logs.after(run, 0, 100))
                .extracting(LogLine::seq)
                .containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
        assertThat(logs.after(run, 2, 2)).containsExactly(line(3), line(4));
        assertThat(logs.last(run, 2)).containsExactly(line(5), line(6));
    }

    @Test
    void linesAndSamplesPublishAChange() {
        database.events().clear();
        logs.append(run, List.of(line(1)));
        samples.put(run, List.of(sample(1, "yes")));
        logs.append(run, List.of());
        samples.put(run, List.of());
        assertThat(database.events().of(RunChanged.class))
                .containsExactly(new RunChanged(run), new RunChanged(run));
    }

    @Test
    void linesOfLaterAttemptsComeLater() {
        assertThat(EventKey.of(2, 0, AT).seq())
                .isGreaterThan(EventKey.of(1, 0xFFFF_FFFFL, AT).seq());
    }

    @Test
    void samplesAreReadAsTheyWereStored() {
        var recorded = IntStream.range(0, 5).mapToObj(i -> sample(i, "yes")).toList();
        samples.put(run, recorded);
        samples.put(run, List.of(sample(2, "no")));

        assertThat(samples.tasks(run)).containsExactly("chain");
        SamplePage first = samples.page(run, "chain", 3, null);
        assertThat(first.items())
                .containsExactly(recorded.get(0), recorded.get(1), sample(2, "no"));
        assertThat(first.next()).isEqualTo(2);
        SamplePage rest = samples.page(run, "chain", 3, first.next());
        assertThat(rest.items()).containsExactly(recorded.get(3), recorded.get(4));
        assertThat(rest.next()).isNull();
        assertThat(rest.count()).isEqualTo(5);
    }

    @Test
    void samplesCanBeFilteredByCorrectness() {
        var recorded =
                IntStream.range(0, 5).mapToObj(i -> sample(i, i % 2 == 0 ? "yes" : "no")).toList();
        samples.put(run, recorded);
        SamplePage wrong = samples.page(run, "chain", false, 1, null);
        assertThat(wrong.items()).containsExactly(recorded.get(1));
        assertThat(wrong.count()).isEqualTo(2);
        assertThat(samples.page(run, "chain", false, 1, wrong.next()).items())
                .containsExactly(recorded.get(3));
        assertThat(samples.page(run, "chain", true, 9, null).count()).isEqualTo(3);
    }

    @Test
    void theCharacterZeroIsReplacedByASymbol() {
        samples.put(run, List.of(sample(0, "a\0b")));
        assertThat(samples.page(run, "chain", 1, null).items().getFirst().answer())
                .isEqualTo("a␀b");
        logs.append(run, List.of(new LogLine(1, AT, "info", "said \0")));
        assertThat(logs.last(run, 1).getFirst().message()).isEqualTo("said ␀");
        runs.failed(run, "could not read \0");
        assertThat(runs.require(run).reason()).isEqualTo("could not read ␀");
    }

    private static LogLine line(long seq) {
        return new LogLine(seq, AT, "info", "line " + seq + " – ünïcode \"quoted\"");
    }

    private static RunEvent.Sample sample(int index, String answer) {
        return new RunEvent.Sample(
                "chain",
                index,
                "chain-" + index,
                "chain",
                3,
                "2+2=?\n",
                "4",
                answer,
                answer.equals("yes"),
                List.of("2", "+", "\n"),
                2,
                List.of("1010", "1111", "0000"));
    }
}
