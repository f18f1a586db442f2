package org.dllm.experiments.checkpoint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Stores a snapshot as a safetensors file, with its facts as metadata. */
public final class SnapshotFile {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String METADATA = "__metadata__";
    private static final int ALIGNMENT = 8;

    private SnapshotFile() {}

    /** Writes and syncs the file, which must not exist. */
    public static void write(Snapshot snapshot, Path file) throws IOException {
        var header = new LinkedHashMap<String, Object>();
        header.put(METADATA, snapshot.facts());
        long offset = 0;
        for (var entry : snapshot.tensors().entrySet()) {
            long end = offset + entry.getValue().bytes();
            header.put(entry.getKey(), place(entry.getValue().shape(), offset, end));
            offset = end;
        }
        byte[] json = JSON.writeValueAsBytes(header);
        int padded = Math.ceilDiv(json.length, ALIGNMENT) * ALIGNMENT;
        byte[] text = Arrays.copyOf(json, padded);
        Arrays.fill(text, json.length, padded, (byte) ' ');
        var length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        length.putLong(padded).flip();
        try (var channel =
                FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            writeAll(channel, length);
            writeAll(channel, ByteBuffer.wrap(text));
            for (Snapshot.Tensor tensor : snapshot.tensors().values()) {
                writeAll(channel, tensor.values());
            }
            channel.force(true);
        }
    }

    /**
     * Map.of is not used, because its order, and so the file's hash, would differ between
     * processes.
     */
    private static Map<String, Object> place(long[] shape, long begin, long end) {
        var place = new LinkedHashMap<String, Object>();
        place.put("dtype", "F32");
        place.put("shape", shape);
        place.put("data_offsets", new long[] {begin, end});
        return place;
    }

    private static void writeAll(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /**
     * Reads a file whose hash has been verified. Tensors are read on demand, so the file must
     * remain.
     */
    static Snapshot read(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long headerLength = readAll(channel, 0, Long.BYTES).getLong();
            byte[] text = new byte[Math.toIntExact(headerLength)];
            readAll(channel, Long.BYTES, text.length).get(text);
            JsonNode header = JSON.readTree(new String(text, StandardCharsets.UTF_8));
            var facts = new LinkedHashMap<String, String>();
            var tensors = new LinkedHashMap<String, Snapshot.Tensor>();
            for (var entry : header.properties()) {
                if (entry.getKey().equals(METADATA)) {
                    entry.getValue()
                            .properties()
                            .forEach(f -> facts.put(f.getKey(), f.getValue().asString()));
                    continue;
                }
                JsonNode offsets = entry.getValue().get("data_offsets");
                long from = offsets.get(0).asLong();
                int size = Math.toIntExact(offsets.get(1).asLong() - from);
                long at = Long.BYTES + headerLength + from;
                long[] shape =
                        entry.getValue()
                                .get("shape")
                                .valueStream()
                                .mapToLong(JsonNode::asLong)
                                .toArray();
                tensors.put(
                        entry.getKey(), new Snapshot.Tensor(shape, () -> values(file, at, size)));
            }
            return new Snapshot(tensors, facts);
        }
    }

    private static ByteBuffer values(Path file, long from, int size) {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return readAll(channel, from, size);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ByteBuffer readAll(FileChannel channel, long from, int size) throws IOException {
        var bytes = ByteBuffer.allocateDirect(size).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, from + bytes.position()) < 0) {
                throw new IOException(
                        "the file ends at byte %d, but a tensor takes %d bytes from %d on"
                                .formatted(channel.size(), size, from));
            }
        }
        return bytes.flip();
    }
}
