package org.dllm.experiments.model.io;

import ai.djl.ndarray.types.Shape;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Reads safetensors: the header's length, the header as JSON, then the tensors' bytes without gaps.
 */
public final class Safetensors {

    /** Limit on the header's size; a header of 10,000 tensors takes about a megabyte. */
    static final long MAX_HEADER = 16L << 20;

    static final String METADATA = "__metadata__";
    private static final int LENGTH_BYTES = 8;
    private static final int MAX_DIMENSIONS = 8;
    private static final long MAX_ELEMENTS = 1L << 50;
    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final Set<String> TYPES = Set.of("F32", "F16", "BF16");

    private Safetensors() {}

    /** Maps a file of arbitrary tensors, such as trained weights. */
    @SuppressWarnings("MustBeClosedChecker") // closed with the file, or here on failure
    public static TensorFile open(Path path) {
        Arena arena = Arena.ofShared();
        try {
            return read(MappedFile.open(path, arena), arena);
        } catch (RuntimeException | Error e) {
            arena.close();
            throw e;
        }
    }

    /** A mapped file of tensors that is not a model. */
    record Mapped(
            Arena arena, SequencedMap<String, MappedTensor> mapped, Map<String, String> metadata)
            implements TensorFile {

        @Override
        public SequencedMap<String, TensorInfo> tensors() {
            return MappedModel.infos(mapped);
        }

        @Override
        public TensorInfo info(String name) {
            return MappedModel.tensor(mapped, name).info();
        }

        @Override
        public void read(String name, ByteBuffer target) {
            MappedModel.read(MappedModel.tensor(mapped, name), target);
        }

        @Override
        public void close() {
            arena.close();
        }
    }

    /** Whether the file begins with a length and a JSON object, as safetensors files do. */
    static boolean is(MappedFile file) {
        if (file.size() < LENGTH_BYTES + 2) {
            return false;
        }
        long length = file.bytes().get(LONG, 0);
        return length >= 2
                && length <= MAX_HEADER
                && file.bytes().get(ValueLayout.JAVA_BYTE, LENGTH_BYTES) == '{';
    }

    static Mapped read(MappedFile file, Arena arena) {
        long length = file.slice("the length of the header", 0, LENGTH_BYTES).get(LONG, 0);
        if (length < 2 || length > MAX_HEADER) {
            throw file.error(
                    "the file is not safetensors: the header's length at offset 0 must be between 2 and %d"
                            .formatted(MAX_HEADER));
        }
        var header = file.slice("the header", LENGTH_BYTES, length);
        JsonNode json =
                JsonDocument.parse(
                        file.path(), "the header", header.toArray(ValueLayout.JAVA_BYTE));
        long start = LENGTH_BYTES + length;
        var tensors = new LinkedHashMap<String, MappedTensor>();
        var metadata = new LinkedHashMap<String, String>();
        long covered = 0;
        for (var entry : json.properties()) {
            if (entry.getKey().equals(METADATA)) {
                metadata.putAll(metadata(file, entry.getValue()));
            } else {
                MappedTensor tensor = tensor(file, start, entry.getKey(), entry.getValue());
                tensors.put(entry.getKey(), tensor);
                covered += tensor.info().bytes();
            }
        }
        Overlaps.refuse(tensors.values());
        if (covered != file.size() - start) {
            throw file.error(
                    "the tensors cover %d bytes, but %d follow the header at offset %d"
                            .formatted(covered, file.size() - start, start));
        }
        return new Mapped(arena, tensors, metadata);
    }

    private static Map<String, String> metadata(MappedFile file, JsonNode node) {
        var metadata = new LinkedHashMap<String, String>();
        for (var entry : node.properties()) {
            if (!entry.getValue().isString()) {
                throw file.error(
                        "the metadata entry %s must be text, but is %s"
                                .formatted(entry.getKey(), entry.getValue().getNodeType()));
            }
            metadata.put(entry.getKey(), entry.getValue().stringValue());
        }
        return metadata;
    }

    private static MappedTensor tensor(MappedFile file, long start, String name, JsonNode node) {
        var fields = new JsonDocument(file.path(), "tensor " + name, node);
        String typeName = fields.text("dtype");
        if (!TYPES.contains(typeName)) {
            throw file.error(
                    "tensor %s has the dtype %s; supported are F32, F16 and BF16"
                            .formatted(name, typeName));
        }
        TensorType type = TensorType.valueOf(typeName);
        long[] sizes = fields.longs("shape", MAX_DIMENSIONS);
        long[] offsets = fields.longs("data_offsets", 2);
        if (offsets.length != 2 || offsets[0] < 0 || offsets[1] < offsets[0]) {
            throw file.error(
                    "tensor %s must have two ascending data_offsets, but has %s"
                            .formatted(name, Arrays.toString(offsets)));
        }
        long bytes = offsets[1] - offsets[0];
        if (offsets[1] > file.size() - start) {
            throw file.error(
                    "tensor %s ends at offset %d of the data, but only %d bytes of data follow the header"
                            .formatted(name, offsets[1], file.size() - start));
        }
        long expected = type.bytes(elements(file, name, sizes));
        if (expected != bytes) {
            throw file.error(
                    "tensor %s at offset %d takes %d bytes as %s of shape %s, but its data_offsets span %d"
                            .formatted(
                                    name,
                                    start + offsets[0],
                                    expected,
                                    type,
                                    Arrays.toString(sizes),
                                    bytes));
        }
        var data = file.slice("tensor " + name, start + offsets[0], bytes);
        var info =
                new TensorInfo(
                        name, type, new Shape(sizes), file.path(), start + offsets[0], bytes);
        return new MappedTensor(info, data);
    }

    private static long elements(MappedFile file, String name, long[] sizes) {
        long elements = 1;
        for (long size : sizes) {
            if (size < 0 || (size > 0 && elements > MAX_ELEMENTS / size)) {
                throw file.error(
                        "tensor %s of shape %s has more elements than any tensor"
                                .formatted(name, Arrays.toString(sizes)));
            }
            elements *= size;
        }
        return elements;
    }
}
