package org.dllm.experiments.model.io;

import ai.djl.ndarray.types.Shape;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import org.dllm.experiments.model.LlamaConfig;
import org.dllm.experiments.model.Rope;

/**
 * Reads llama2.c's files: consecutive float32 tensors, in an order that depends on the version.
 *
 * <p>Legacy files begin with seven integers; a negative vocabulary size means that the head is not
 * tied to the embedding. Version 1 has a header of 256 bytes: magic number, version, the integers
 * and a flag.
 */
final class Llama2cReader {

    static final int MAGIC = 0x616b3432; // "ak42"
    private static final int LEGACY_HEADER = 28;
    private static final int VERSION_1_HEADER = 256;
    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final MappedFile file;
    private final LinkedHashMap<String, MappedTensor> tensors = new LinkedHashMap<>();
    private long offset;

    private Llama2cReader(MappedFile file) {
        this.file = file;
    }

    /**
     * Whether the file begins with a llama2.c header. Legacy files have no magic number, so the
     * integers must be plausible sizes; bytes of a text, for example, give numbers that are far too
     * large.
     */
    static boolean is(MappedFile file) {
        if (file.size() < LEGACY_HEADER) {
            return false;
        }
        var start = file.bytes();
        if (start.get(INT, 0) == MAGIC) {
            return true;
        }
        int width = start.get(INT, 0);
        int heads = start.get(INT, 12);
        int keyValueHeads = start.get(INT, 16);
        int vocabulary = Math.abs(start.get(INT, 20));
        return within(width, 1 << 17)
                && within(start.get(INT, 4), 1 << 20)
                && within(start.get(INT, 8), 1 << 10)
                && within(heads, width)
                && within(keyValueHeads, heads)
                && within(vocabulary, 1 << 22)
                && within(start.get(INT, 24), 1 << 22)
                && width % heads == 0
                && heads % keyValueHeads == 0;
    }

    private static boolean within(int value, int most) {
        return value >= 1 && value <= most;
    }

    static ModelFile read(MappedFile file, Arena arena) {
        return new Llama2cReader(file).read(arena);
    }

    private ModelFile read(Arena arena) {
        var start = file.slice("the header", 0, LEGACY_HEADER);
        boolean legacy = start.get(INT, 0) != MAGIC;
        LlamaConfig config = legacy ? legacyConfig() : version1Config();
        if (legacy) {
            offset = LEGACY_HEADER;
            legacyTensors(config);
        } else {
            offset = VERSION_1_HEADER;
            version1Tensors(config);
        }
        if (offset != file.size()) {
            throw file.error(
                    "by its header the file must have %d bytes, but it has %d"
                            .formatted(offset, file.size()));
        }
        LlamaTensors.check(file.path(), config, tensors);
        return new MappedModel(
                arena,
                "llama2.c",
                config,
                tensors,
                Map.of("version", legacy ? "0" : "1"),
                () -> TokenizerDiscovery.tokenizer(file.path(), config.vocabulary()));
    }

    private LlamaConfig legacyConfig() {
        int vocabulary = file.bytes().get(INT, 20);
        return config(0, Math.abs(vocabulary), vocabulary > 0);
    }

    private LlamaConfig version1Config() {
        var header = file.slice("the header of version 1", 0, VERSION_1_HEADER);
        int version = header.get(INT, 4);
        if (version != 1) {
            throw file.error(
                    "llama2.c versions 0 (legacy) and 1 are supported, but this file has version "
                            + version);
        }
        byte tied = header.get(ValueLayout.JAVA_BYTE, 36);
        if (tied != 0 && tied != 1) {
            throw file.error("the shared-head flag at offset 36 must be 0 or 1, but is " + tied);
        }
        return config(8, header.get(INT, 28), tied == 1);
    }

    /**
     * Reads seven integers at {@code at}: width, hidden, layers, heads, key/value heads,
     * vocabulary, context.
     */
    private LlamaConfig config(int at, int vocabulary, boolean tied) {
        var header = file.bytes();
        int width = header.get(INT, at);
        int heads = header.get(INT, at + 12L);
        if (heads < 1 || width < 1 || width % heads != 0) {
            throw file.error(
                    "the width must be a multiple of the heads, but they are %d and %d"
                            .formatted(width, heads));
        }
        try {
            return new LlamaConfig(
                    header.get(INT, at + 8L),
                    width,
                    header.get(INT, at + 4L),
                    heads,
                    header.get(INT, at + 16L),
                    width / heads,
                    vocabulary,
                    header.get(INT, at + 24L),
                    1e-5,
                    new Rope(10_000, null),
                    tied);
        } catch (IllegalArgumentException e) {
            throw new ModelFileException(
                    file.path(), "its header does not describe a model: " + e.getMessage(), e);
        }
    }

    private void legacyTensors(LlamaConfig c) {
        one("model.embed_tokens", new Shape(c.vocabulary(), c.width()));
        layers(c, "input_layernorm", new Shape(c.width()));
        attention(c);
        layers(c, "post_attention_layernorm", new Shape(c.width()));
        feedForward(c);
        one("model.norm", new Shape(c.width()));
        // skip two tables of rotary cosines and sines, which are computed from the configuration
        long table = 4L * c.context() * (c.headWidth() / 2);
        file.slice("the table of rotations", offset, 2 * table);
        offset += 2 * table;
        head(c);
    }

    private void version1Tensors(LlamaConfig c) {
        layers(c, "input_layernorm", new Shape(c.width()));
        layers(c, "post_attention_layernorm", new Shape(c.width()));
        one("model.norm", new Shape(c.width()));
        one("model.embed_tokens", new Shape(c.vocabulary(), c.width()));
        attention(c);
        feedForward(c);
        head(c);
    }

    private void attention(LlamaConfig c) {
        var keyValue = new Shape(c.keyValueWidth(), c.width());
        paired(c, "self_attn.q_proj", new Shape(c.queryWidth(), c.width()));
        paired(c, "self_attn.k_proj", keyValue);
        layers(c, "self_attn.v_proj", keyValue);
        layers(c, "self_attn.o_proj", new Shape(c.width(), c.queryWidth()));
    }

    private void feedForward(LlamaConfig c) {
        layers(c, "mlp.gate_proj", new Shape(c.hidden(), c.width()));
        layers(c, "mlp.down_proj", new Shape(c.width(), c.hidden()));
        layers(c, "mlp.up_proj", new Shape(c.hidden(), c.width()));
    }

    private void head(LlamaConfig c) {
        if (!c.tied()) {
            one("lm_head", new Shape(c.vocabulary(), c.width()));
        }
    }

    private void layers(LlamaConfig c, String name, Shape shape) {
        for (int layer = 0; layer < c.layers(); layer++) {
            one("model.layers." + layer + "." + name, shape);
        }
    }

    private void paired(LlamaConfig c, String name, Shape shape) {
        layers(c, name, shape);
        for (int layer = 0; layer < c.layers(); layer++) {
            tensors.computeIfPresent(
                    "model.layers." + layer + "." + name + ".weight",
                    (_, tensor) -> tensor.withPairedRows(c.headWidth()));
        }
    }

    private void one(String name, Shape shape) {
        String full = name + ".weight";
        long bytes = 4 * shape.size();
        var data = file.slice("tensor " + full + " " + shape, offset, bytes);
        var info = new TensorInfo(full, TensorType.F32, shape, file.path(), offset, bytes);
        tensors.put(full, new MappedTensor(info, data));
        offset += bytes;
    }
}
