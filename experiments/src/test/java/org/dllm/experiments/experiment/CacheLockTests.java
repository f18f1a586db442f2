package org.dllm.experiments.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.dllm.experiments.data.DataShare;
import org.dllm.experiments.data.Synthetic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheLockTests {

    @TempDir Path folder;

    @Test
    void theSecondOfTwoRunsWaitsForTheTokensOfTheFirst() throws IOException {
        var started = new CountDownLatch(1);
        var waits = new CountDownLatch(1);
        var first =
                CompletableFuture.supplyAsync(() ->
                        load(event -> {
                            if (event instanceof RunEvent.Progress) {
                                started.countDown();
                                await(waits);
                            }
                        }));
        await(started);
        List<RunEvent> events = new ArrayList<>();
        TrainingData second;
        try {
            second =
                    load(event -> {
                        events.add(event);
                        waits.countDown();
                    });
        } finally {
            waits.countDown();
        }
        assertThat(second.hashes()).isEqualTo(first.join().hashes());
        assertThat(events)
                .startsWith(
                        new RunEvent.Log("INFO", "waits for another run that tokenises synthetic"))
                .noneMatch(event ->
                        event instanceof RunEvent.Progress(_, long done, _, _) && done > 0);
        try (var files = Files.list(folder.resolve("cache/tokens"))) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void aKilledProcessReleasesTheLock() throws IOException {
        Path file = folder.resolve("one.lock");
        Process holder = holder(file);
        try (var output =
                new BufferedReader(
                        new InputStreamReader(holder.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(output.readLine()).isEqualTo("holds the lock");
            var waited = new AtomicBoolean();
            try (var _ =
                    CacheLock.acquire(
                            file,
                            () -> {
                                waited.set(true);
                                holder.destroyForcibly();
                            })) {
                assertThat(waited).isTrue();
                assertThat(holder.onExit().join().isAlive()).isFalse();
            }
        } finally {
            holder.destroyForcibly();
        }
    }

    @Test
    void whereNoFileCanBeLockedEveryRunGoesOn() {
        Path impossible = folder.resolve("missing").resolve("one.lock");
        try (var _ = CacheLock.acquire(impossible, () -> fail("nothing to wait for"));
                var _ = CacheLock.acquire(impossible, () -> fail("nothing to wait for"))) {
            assertThat(impossible).doesNotExist();
        }
    }

    private TrainingData load(Consumer<RunEvent> events) {
        var workspace = new Workspace(folder.resolve("run"), folder, () -> 0, events);
        var share = new DataShare(new Synthetic(List.of(), 10, 0), "train", 1, 1024, 1, "harness");
        return TrainingData.load(List.of(share), workspace, new ByteTokenizer(), 1 << 20);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Process holder(Path file) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Holds the lock until it is killed or its input ends. */
    static final class Holder {
        private Holder() {}

        public static void main(String[] arguments) throws IOException {
            try (var _ = CacheLock.acquire(Path.of(arguments[0]), () -> {})) {
                System.out.println("holds the lock");
                System.in.read();
            }
        }
    }
}
