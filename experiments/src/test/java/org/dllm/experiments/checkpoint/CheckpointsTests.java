package org.dllm.experiments.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTests {

    @TempDir private Path folder;

    private static Snapshot.Tensor tensor(float value) {
        var values = ByteBuffer.allocateDirect(8).order(ByteOrder.nativeOrder());
        values.putFloat(value).putFloat(Float.NaN).flip();
        return new Snapshot.Tensor(new long[] {2, 1}, values::duplicate);
    }

    private static Snapshot snapshot(float value) {
        var tensors = new LinkedHashMap<String, Snapshot.Tensor>();
        tensors.put("a", tensor(value));
        return new Snapshot(tensors, Map.of("step", "7", "loss", "NaN"));
    }

    @Test
    void aWrittenCheckpointIsRestored() {
        var checkpoints = new Checkpoints(folder);
        checkpoints.write(7, snapshot(1.5f));
        var restored = new Checkpoints(folder).newest(_ -> {}).orElseThrow();
        assertThat(restored.written().step()).isEqualTo(7);
        assertThat(restored.snapshot().number("step")).isEqualTo(7);
        assertThat(restored.snapshot().facts()).isEqualTo(Map.of("step", "7", "loss", "NaN"));
        var tensor = restored.snapshot().tensors().sequencedValues().getFirst();
        assertThat(tensor.shape()).containsExactly(2, 1);
        assertThat(tensor.values()).isEqualTo(tensor(1.5f).values());
    }

    @Test
    void onlyOneTensorIsInMemoryAtATime() {
        var room = ByteBuffer.allocateDirect(4).order(ByteOrder.nativeOrder());
        var tensors = new LinkedHashMap<String, Snapshot.Tensor>();
        for (float value : List.of(1f, 2f, 3f)) {
            tensors.put(
                    "of " + value,
                    new Snapshot.Tensor(new long[] {1}, () -> room.clear().putFloat(value).flip()));
        }
        var checkpoints = new Checkpoints(folder);
        checkpoints.write(1, new Snapshot(tensors, Map.of()));
        assertThat(checkpoints.newest(_ -> {}).orElseThrow().snapshot().tensors().values())
                .extracting(tensor -> tensor.values().getFloat())
                .containsExactly(1f, 2f, 3f);
    }

    @Test
    void theTwoNewestCheckpointsAreKept() throws IOException {
        var checkpoints = new Checkpoints(folder);
        for (int step = 1; step <= 5; step++) {
            checkpoints.write(step, snapshot(step));
        }
        assertThat(steps()).containsExactly("step-000000004", "step-000000005");
    }

    @Test
    void aDamagedCheckpointFallsBackToItsPredecessor() throws IOException {
        var checkpoints = new Checkpoints(folder);
        checkpoints.write(1, snapshot(1));
        Path newest = checkpoints.write(2, snapshot(2)).file();
        byte[] bytes = Files.readAllBytes(newest);
        for (int length : List.of(0, 3, bytes.length / 2, bytes.length - 1)) {
            Files.write(newest, java.util.Arrays.copyOf(bytes, length));
            expectFallBack(checkpoints, newest);
        }
        bytes[bytes.length - 1] ^= 1;
        Files.write(newest, bytes);
        expectFallBack(checkpoints, newest);
    }

    @Test
    void aDamagedCheckpointDoesNotDisplaceAnIntactOne() throws IOException {
        var checkpoints = new Checkpoints(folder);
        checkpoints.write(200, snapshot(200));
        // the step where a run was stopped, then the step of its next checkpoint
        tear(checkpoints.write(237, snapshot(237)).file());
        assertThat(checkpoints.newest(_ -> {}).orElseThrow().written().step()).isEqualTo(200);
        tear(checkpoints.write(250, snapshot(250)).file());
        assertThat(checkpoints.newest(_ -> {}).orElseThrow().written().step()).isEqualTo(200);
        checkpoints.write(250, snapshot(251));
        assertThat(steps()).containsExactly("step-000000200", "step-000000250");
    }

    @Test
    void withoutAnIntactCheckpointNothingIsRestored() throws IOException {
        var checkpoints = new Checkpoints(folder);
        tear(checkpoints.write(250, snapshot(250)).file());
        tear(checkpoints.write(300, snapshot(300)).file());
        assertThat(checkpoints.newest(_ -> {})).isEmpty();
        checkpoints.write(50, snapshot(50));
        assertThat(checkpoints.newest(_ -> {}).orElseThrow().written().step()).isEqualTo(50);
        checkpoints.write(100, snapshot(100));
        assertThat(steps()).containsExactly("step-000000050", "step-000000100");
    }

    private static void tear(Path file) throws IOException {
        Files.write(file, new byte[3]);
    }

    private List<String> steps() throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString().substring(0, 14)).sorted().toList();
        }
    }

    private static void expectFallBack(Checkpoints checkpoints, Path newest) {
        var torn = new ArrayList<String>();
        assertThat(checkpoints.newest(torn::add).orElseThrow().written().step()).isEqualTo(1);
        assertThat(torn).singleElement().asString().contains(newest.getFileName().toString());
    }

    @Test
    void anIncompleteFileIsNotACheckpoint() throws IOException {
        Files.write(folder.resolve("step-000000009.tmp"), new byte[100]);
        var checkpoints = new Checkpoints(folder);
        assertThat(checkpoints.newest(_ -> {})).isEmpty();
        assertThat(folder).isEmptyDirectory();
        checkpoints.write(9, snapshot(9));
        assertThat(checkpoints.newest(_ -> {}).orElseThrow().written().step()).isEqualTo(9);
    }

    @Test
    void otherFilesAreNotCheckpoints() throws IOException {
        var checkpoints = new Checkpoints(folder);
        checkpoints.write(3, snapshot(3));
        for (String name : List.of("model.safetensors", "step-000000009-copy.safetensors")) {
            Files.writeString(folder.resolve(name), "a copy");
        }
        assertThat(checkpoints.newest(_ -> {}).orElseThrow().written().step()).isEqualTo(3);
        checkpoints.write(4, snapshot(4));
        checkpoints.write(5, snapshot(5));
        assertThat(folder.resolve("model.safetensors")).exists();
    }
}
