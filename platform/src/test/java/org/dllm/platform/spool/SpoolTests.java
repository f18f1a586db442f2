package org.dllm.platform.spool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.dllm.experiments.experiment.RunEvent;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTests {

    private static final Instant NOW = Instant.parse("2026-11-23T16:00:00.123456789Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

    @TempDir Path folder;
    private Path path;

    @BeforeEach
    void namePath() {
        path = folder.resolve("spool.jsonl");
    }

    /** One event of each kind, with values that are difficult to encode. */
    static List<RunEvent> oneOfEach() {
        return List.of(
                new RunEvent.Metric("train/loss", 7, 0.1),
                new RunEvent.Progress("train", 7, 100, 3.5),
                new RunEvent.Log("INFO", "quotes \" line\nfeed é 中 \u0000"),
                new RunEvent.LayerActivity("cot", 3, "family", "chain", 0, 10, 12, false, null),
                new RunEvent.Sample(
                        "cot",
                        0,
                        "x",
                        "chain",
                        3,
                        "p",
                        "g",
                        "a",
                        true,
                        List.of("a", "\n"),
                        1,
                        List.of("101", "111")),
                new RunEvent.ExampleScore("cot", 3, 1.0),
                new RunEvent.TaskResult("cot", "exact_match/family=chain", 0.5, null, 12),
                new RunEvent.Checkpoint(50, "checkpoints/50", "ab", 1L << 40),
                new RunEvent.Artifact("weights", "artifacts/w.safetensors", "cd", 12),
                new RunEvent.Manifest("{\"a\":1}", "ef"),
                new RunEvent.Resumed(50),
                new RunEvent.Result(
                        new TreeMap<>(
                                Map.of("cot/exact_match", 0.5, "cot/perplexity", Double.NaN))));
    }

    @Test
    void readsEveryKindOfEventAsItWasWritten() {
        assertThat(oneOfEach())
                .extracting(Object::getClass)
                .containsExactlyInAnyOrder((Class[]) RunEvent.class.getPermittedSubclasses());
        try (var spool = SpoolWriter.create(path, CLOCK)) {
            oneOfEach().forEach(spool::append);
            spool.end(new ProcessEnd(ProcessEnd.Outcome.FAILED, "why", 3, null));
        }
        var lines = new SpoolReader(path, 0).next(100);
        assertThat(lines)
                .extracting(SpoolLine::event)
                .startsWith(oneOfEach().toArray(RunEvent[]::new));
        assertThat(lines).extracting(SpoolLine::seq).first().isEqualTo(1L);
        assertThat(lines).extracting(SpoolLine::time).containsOnly(NOW);
        assertThat(lines.getLast().ending())
                .isEqualTo(new ProcessEnd(ProcessEnd.Outcome.FAILED, "why", 3, null));
    }

    @Test
    void keepsTheBitsOfEveryDouble() {
        var values =
                new ArrayList<Double>(
                        List.of(
                                Double.NaN,
                                Double.POSITIVE_INFINITY,
                                Double.NEGATIVE_INFINITY,
                                -0.0,
                                0.0,
                                Double.MIN_VALUE,
                                Double.MAX_VALUE,
                                Double.MIN_NORMAL,
                                2.0e-3,
                                1e23,
                                (double) 0.1f));
        var random = RandomGenerator.of("L64X128MixRandom");
        for (int i = 0; i < 20_000; i++) values.add(Double.longBitsToDouble(random.nextLong()));
        try (var spool = SpoolWriter.create(path, CLOCK)) {
            values.forEach(value -> spool.append(new RunEvent.Metric("m", 0, value)));
        }
        assertThat(read(0))
                .extracting(SpoolTests::bits)
                .containsExactlyElementsOf(values.stream().map(Double::doubleToLongBits).toList());
    }

    @Test
    void everyLineIsPlainJson() throws IOException {
        try (var spool = SpoolWriter.create(path, CLOCK)) {
            oneOfEach().forEach(spool::append);
        }
        assertThat(Files.readAllLines(path))
                .allSatisfy(line ->
                        assertThat(
                                        new tools.jackson.databind.json.JsonMapper()
                                                .readTree(line)
                                                .get("seq")
                                                .asLong())
                                .isPositive());
    }

    @Test
    void anIncompleteLastLineIsNotReadWhereverItIsCutOff() throws IOException {
        try (var spool = SpoolWriter.create(path, CLOCK)) {
            oneOfEach().forEach(spool::append);
        }
        byte[] whole = Files.readAllBytes(path);
        int lastLine = new String(whole, UTF_8).lastIndexOf('\n', whole.length - 2) + 1;
        for (int length = lastLine; length < whole.length; length++) {
            Files.write(path, java.util.Arrays.copyOf(whole, length));
            assertThat(read(0)).hasSize(oneOfEach().size() - 1);
        }
        byte[] flipped = whole.clone();
        flipped[whole.length - 5] ^= 1;
        Files.write(path, flipped);
        assertThat(read(0)).hasSize(oneOfEach().size() - 1);
    }

    @Test
    void damageBeforeTheEndIsAnErrorThatNamesTheLine() throws IOException {
        try (var spool = SpoolWriter.create(path, CLOCK)) {
            oneOfEach().forEach(spool::append);
        }
        byte[] whole = Files.readAllBytes(path);
        whole[new String(whole, UTF_8).indexOf("train/loss")] ^= 1;
        Files.write(path, whole);
        assertThatThrownBy(() -> new SpoolReader(path, 0).next(10))
                .isInstanceOf(SpoolDamagedException.class)
                .hasMessageContaining("Line 1 of");
    }

    @Test
    void theLinesBeforeADamagedOneAreRead() throws IOException {
        try (var spool = SpoolWriter.create(path, CLOCK)) {
            oneOfEach().forEach(spool::append);
        }
        byte[] whole = Files.readAllBytes(path);
        whole[new String(whole, UTF_8).indexOf("quotes")] ^= 1;
        Files.write(path, whole);
        var reader = new SpoolReader(path, 0);
        assertThat(reader.next(10)).hasSize(2);
        assertThatThrownBy(() -> reader.next(10)).hasMessageContaining("Line 3 of");
    }

    @Test
    void followsAGrowingFileFromAnySequenceNumber() throws IOException {
        var reader = new SpoolReader(path, 0);
        assertThat(reader.next(10)).isEmpty();
        try (var spool = SpoolWriter.create(path, CLOCK)) {
            for (int i = 1; i <= 2500; i++) {
                spool.append(new RunEvent.Metric("m", i, i));
                if (i % 100 == 0) {
                    assertThat(reader.next(60)).hasSize(60);
                    assertThat(reader.next(60)).hasSize(40);
                    assertThat(reader.seq()).isEqualTo(i);
                }
            }
        }
        assertThat(new SpoolReader(path, 2400).next(1000))
                .extracting(SpoolLine::seq)
                .hasSize(100)
                .startsWith(2401L);
    }

    @Test
    void aLineLongerThanTheBufferIsRead() {
        var log = new RunEvent.Log("INFO", "x".repeat(1_000_000));
        try (var spool = SpoolWriter.create(path, CLOCK)) {
            spool.append(log);
            spool.append(log);
        }
        assertThat(read(0)).extracting(SpoolLine::event).containsExactly(log, log);
    }

    @Test
    void aSpoolShorterThanWhatWasReadFromItIsAnError() {
        try (var spool = SpoolWriter.create(path, CLOCK)) {
            spool.append(new RunEvent.Resumed(1));
        }
        assertThatThrownBy(() -> new SpoolReader(path, 2))
                .hasMessageContaining("Line 2 of")
                .hasMessageContaining("2 lines were read before");
    }

    @Test
    void aLineThatDoesNotFitOnTheDiskLeavesTheOthersReadable() throws IOException {
        List<RunEvent> recorded = new ArrayList<>(oneOfEach());
        try (var disk = new FullDisk(path);
                var spool = new SpoolWriter(disk, CLOCK)) {
            recorded.forEach(spool::append);
            disk.full = true;
            assertThatThrownBy(() -> spool.append(new RunEvent.Log("INFO", "too long")))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("Cannot write line " + (recorded.size() + 1));
            disk.full = false;
            recorded.add(new RunEvent.Metric("m", 1, 1));
            spool.append(recorded.getLast());
            spool.end(
                    new ProcessEnd(ProcessEnd.Outcome.FAILED, "no space left on device", 3, null));
        }
        List<SpoolLine> lines = read(0);
        assertThat(lines).hasSize(recorded.size() + 1);
        assertThat(lines.subList(0, recorded.size()))
                .extracting(SpoolLine::event)
                .containsExactlyElementsOf(recorded);
        assertThat(lines.getLast().ending()).isNotNull();
    }

    /** Writes half of a line when it is full. */
    private static final class FullDisk extends RandomAccessFile {
        private boolean full;

        FullDisk(Path path) throws IOException {
            super(path.toFile(), "rw");
        }

        @Override
        public void write(byte[] bytes) throws IOException {
            if (!full) {
                super.write(bytes);
                return;
            }
            super.write(bytes, 0, bytes.length / 2);
            throw new IOException("No space left on device");
        }
    }

    @Test
    void aSecondWriterIsRejected() throws IOException {
        Files.writeString(path, "", StandardOpenOption.CREATE);
        assertThatThrownBy(() -> SpoolWriter.create(path, CLOCK))
                .hasMessageContaining("spool.jsonl");
    }

    private List<SpoolLine> read(long from) {
        return new SpoolReader(path, from).next(Integer.MAX_VALUE);
    }

    private static long bits(SpoolLine line) {
        return line.event() instanceof RunEvent.Metric metric
                ? Double.doubleToLongBits(metric.value())
                : -1;
    }
}
