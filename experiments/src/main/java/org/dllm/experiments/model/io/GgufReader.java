package org.dllm.experiments.model.io;

import ai.djl.ndarray.types.Shape;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.dllm.experiments.model.LlamaConfig;

/**
 * Reads GGUF versions 2 and 3: typed metadata, a list of tensors, then their aligned data.
 *
 * <p>Dimensions are stored innermost first. Rows of query and key weights store rotary pairs in
 * adjacent rows.
 */
final class GgufReader {

    static final int MAGIC = 0x46554747; // "GGUF"
    private static final int MAX_DIMENSIONS = 4;
    private static final int MAX_TENSORS = 100_000;
    private static final int MAX_ENTRIES = 10_000;
    private static final int MAX_KEY = 65_535;
    private static final int MAX_NAME = 1_000;
    private static final long LEAST_ENTRY = 13;
    private static final long LEAST_TENSOR = 24;

    private final MappedFile file;
    private final GgufCursor cursor;

    private GgufReader(MappedFile file) {
        this.file = file;
        this.cursor = new GgufCursor(file);
    }

    static boolean is(MappedFile file) {
        return file.size() >= 4 && new GgufCursor(file).int32("the magic number") == MAGIC;
    }

    static ModelFile read(MappedFile file, Arena arena) {
        return new GgufReader(file).read(arena);
    }

    private ModelFile read(Arena arena) {
        cursor.int32("the magic number");
        int version = cursor.int32("the version");
        if (version != 2 && version != 3) {
            String order = Integer.reverseBytes(version) == 3 ? ", or is big-endian" : "";
            throw file.error(
                    "GGUF versions 2 and 3 are supported, but this file has version %s%s"
                            .formatted(Integer.toUnsignedString(version), order));
        }
        int tensorCount =
                atMost("tensors", MAX_TENSORS, cursor.count("the number of tensors", LEAST_TENSOR));
        int entryCount =
                atMost(
                        "metadata entries",
                        MAX_ENTRIES,
                        cursor.count("the number of metadata entries", LEAST_ENTRY));
        GgufMetadata metadata = metadata(entryCount);
        refuseSplit(metadata);
        SequencedMap<String, MappedTensor> stored = tensors(tensorCount, metadata);

        var names = new GgufNames(file, metadata);
        MappedTensor embedding = stored.get("token_embd.weight");
        if (embedding == null || embedding.info().shape().dimension() != 2) {
            throw file.error("tensor token_embd.weight (vocabulary, width) is absent");
        }
        LlamaConfig config =
                names.config(
                        Math.toIntExact(embedding.info().shape().get(0)),
                        !stored.containsKey("output.weight"),
                        stored.remove("rope_freqs.weight"));
        SequencedMap<String, MappedTensor> tensors = names.rename(stored, config.headWidth());
        LlamaTensors.check(file.path(), config, tensors);
        return new MappedModel(
                arena,
                "gguf",
                config,
                tensors,
                metadata.asText(),
                () -> new GgufTokenizer(file, metadata).source(config));
    }

    private int atMost(String what, int most, int count) {
        if (count > most) {
            throw file.error(
                    "the file has %d %s, at most %d are supported".formatted(count, what, most));
        }
        return count;
    }

    private void refuseSplit(GgufMetadata metadata) {
        int parts = metadata.integer("split.count", 1);
        if (parts > 1) {
            throw file.error(
                    "the file is part %d of the %d parts of a split GGUF (split.count); expected an unsplit file: merge the parts with llama.cpp's 'llama-gguf-split --merge'"
                            .formatted(metadata.integer("split.no", 0) + 1, parts));
        }
    }

    private GgufMetadata metadata(int count) {
        var entries = new LinkedHashMap<String, Object>();
        for (int i = 0; i < count; i++) {
            String key = cursor.name("the key of metadata entry " + i, MAX_KEY);
            if (entries.put(key, cursor.value(key)) != null) {
                throw file.error("the metadata entry %s occurs twice".formatted(key));
            }
        }
        return new GgufMetadata(file, entries);
    }

    /** An entry of the tensor list, before the start of the data is known. */
    private record Listed(String name, TensorType type, Shape shape, long offset) {}

    private SequencedMap<String, MappedTensor> tensors(int count, GgufMetadata metadata) {
        int alignment = metadata.integer("general.alignment", 32);
        if (alignment < 1 || Integer.bitCount(alignment) != 1) {
            throw file.error("general.alignment must be a power of two, but is " + alignment);
        }
        List<Listed> listed = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            listed.add(tensor(i, alignment));
        }
        long start = (cursor.offset() + alignment - 1) / alignment * alignment;
        var tensors = new LinkedHashMap<String, MappedTensor>();
        for (Listed one : listed) {
            if (one.offset() > file.size()) {
                throw file.error(
                        "tensor %s must be at offset %d of the data, but the file has %d bytes"
                                .formatted(one.name(), one.offset(), file.size()));
            }
            long bytes = one.type().bytes(one.shape().size());
            long offset = start + one.offset();
            var data =
                    file.slice(
                            "tensor %s %s %s".formatted(one.name(), one.type(), one.shape()),
                            offset,
                            bytes);
            var info =
                    new TensorInfo(one.name(), one.type(), one.shape(), file.path(), offset, bytes);
            if (tensors.put(one.name(), new MappedTensor(info, data)) != null) {
                throw file.error("tensor %s occurs twice".formatted(one.name()));
            }
        }
        Overlaps.refuse(tensors.values());
        return tensors;
    }

    private Listed tensor(int index, int alignment) {
        String name = cursor.name("the name of tensor " + index, MAX_NAME);
        int dimensions = cursor.int32("the number of dimensions of tensor " + name);
        if (dimensions < 1 || dimensions > MAX_DIMENSIONS) {
            throw file.error(
                    "tensor %s has %s dimensions, but 1 to %d are possible"
                            .formatted(name, Integer.toUnsignedString(dimensions), MAX_DIMENSIONS));
        }
        var sizes = new long[dimensions];
        long values = 1;
        for (int i = dimensions - 1; i >= 0; i--) {
            sizes[i] = cursor.int64("a dimension of tensor " + name);
            // every type takes more than one bit per value, so a larger size cannot be right
            if (sizes[i] < 1 || sizes[i] > 8 * file.size() / values) {
                throw file.error(
                        "tensor %s has a dimension of %s, more than the file can hold"
                                .formatted(name, Long.toUnsignedString(sizes[i])));
            }
            values *= sizes[i];
        }
        int typeId = cursor.int32("the type of tensor " + name);
        TensorType type = GgufNames.type(typeId);
        if (type == null) {
            throw file.error(
                    "tensor %s is stored as %s; supported are %s"
                            .formatted(
                                    name,
                                    GgufNames.typeName(typeId),
                                    List.of(TensorType.values())));
        }
        if (sizes[dimensions - 1] % type.blockValues() != 0) {
            throw file.error(
                    "tensor %s has rows of %d values, not a multiple of the %d of a %s block"
                            .formatted(name, sizes[dimensions - 1], type.blockValues(), type));
        }
        long at = cursor.offset();
        long offset = cursor.int64("the offset of tensor " + name);
        if (offset < 0 || offset % alignment != 0) {
            throw file.error(
                    "the offset of tensor %s, written at %d, is %s and not a multiple of %d"
                            .formatted(name, at, Long.toUnsignedString(offset), alignment));
        }
        return new Listed(name, type, new Shape(sizes), offset);
    }
}
