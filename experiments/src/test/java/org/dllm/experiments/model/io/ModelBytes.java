package org.dllm.experiments.model.io;

import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.dllm.experiments.model.LlamaConfig;
import org.dllm.experiments.model.Rope;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes a tiny model in every format, following the published layouts. A tensor's values in
 * Hugging Face's order count up from a start value of its own, so all readers must return the same
 * values.
 */
final class ModelBytes {

    static final int VOCABULARY = 6;
    static final int WIDTH = 8;
    static final int HIDDEN = 4;
    static final int LAYERS = 2;
    static final int HEADS = 2;
    static final int HEAD_WIDTH = 4;
    static final int CONTEXT = 16;

    /** Marker value for an entry to omit. */
    static final String MISSING = "(missing)";

    private static final String ROPE_DIVISORS = "rope_freqs.weight";
    private static final JsonMapper JSON = new JsonMapper();

    private ModelBytes() {}

    static LlamaConfig config(boolean tied) {
        return new LlamaConfig(
                LAYERS,
                WIDTH,
                HIDDEN,
                HEADS,
                1,
                HEAD_WIDTH,
                VOCABULARY,
                CONTEXT,
                1e-5,
                new Rope(10_000, null),
                tied);
    }

    /** The values of a tensor, row-major; small integers, exact in every format. */
    static float[] values(String name, Shape shape) {
        var values = new float[(int) shape.size()];
        int start = Math.floorMod(name.hashCode(), 97);
        for (int i = 0; i < values.length; i++) {
            values[i] = start + i;
        }
        return values;
    }

    /** The same values with rotary pairs in adjacent rows, as in Meta's files. */
    static float[] paired(String name, Shape shape) {
        float[] halves = values(name, shape);
        if (!name.contains("q_proj") && !name.contains("k_proj")) {
            return halves;
        }
        var paired = new float[halves.length];
        int half = HEAD_WIDTH / 2;
        for (int row = 0; row < shape.get(0); row++) {
            int head = row / HEAD_WIDTH;
            int within = row % HEAD_WIDTH;
            int to = head * HEAD_WIDTH + 2 * (within % half) + within / half;
            System.arraycopy(halves, row * WIDTH, paired, to * WIDTH, WIDTH);
        }
        return paired;
    }

    private static ByteBuffer buffer() {
        return ByteBuffer.allocate(1 << 24).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] bytes(ByteBuffer buffer) {
        var bytes = new byte[buffer.flip().remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private static void put(ByteBuffer out, String pattern, SequencedMap<String, Shape> shapes) {
        shapes.forEach((name, shape) -> {
            if (name.matches(pattern)) {
                for (float value : paired(name, shape)) {
                    out.putFloat(value);
                }
            }
        });
    }

    static byte[] legacy(boolean tied) {
        var shapes = LlamaTensors.of(config(tied));
        ByteBuffer out = buffer();
        header(out, tied ? VOCABULARY : -VOCABULARY);
        put(out, LlamaTensors.EMBEDDING, shapes);
        for (String part :
                List.of(
                        "input_layernorm",
                        "q_proj",
                        "k_proj",
                        "v_proj",
                        "o_proj",
                        "post_attention_layernorm",
                        "gate_proj",
                        "down_proj",
                        "up_proj")) {
            put(out, ".*layers.*" + part + ".*", shapes);
        }
        put(out, LlamaTensors.NORM, shapes);
        out.position(out.position() + 4 * CONTEXT * HEAD_WIDTH);
        put(out, LlamaTensors.HEAD, shapes);
        return bytes(out);
    }

    static byte[] version1(boolean tied) {
        var shapes = LlamaTensors.of(config(tied));
        ByteBuffer out = buffer();
        out.putInt(0x616b3432).putInt(1);
        header(out, VOCABULARY);
        out.put((byte) (tied ? 1 : 0)).position(256);
        for (String part :
                List.of(
                        ".*input_layernorm.*",
                        ".*post_attention_layernorm.*",
                        LlamaTensors.NORM,
                        LlamaTensors.EMBEDDING,
                        ".*q_proj.*",
                        ".*k_proj.*",
                        ".*v_proj.*",
                        ".*o_proj.*",
                        ".*gate_proj.*",
                        ".*down_proj.*",
                        ".*up_proj.*",
                        LlamaTensors.HEAD)) {
            put(out, part, shapes);
        }
        return bytes(out);
    }

    private static void header(ByteBuffer out, int vocabulary) {
        out.putInt(WIDTH).putInt(HIDDEN).putInt(LAYERS).putInt(HEADS).putInt(1);
        out.putInt(vocabulary).putInt(CONTEXT);
    }

    /** GGUF's name of a tensor. */
    private static String ggufName(String name) {
        return name.replace("model.embed_tokens", "token_embd")
                .replace("model.norm", "output_norm")
                .replace("lm_head", "output")
                .replace("model.layers.", "blk.")
                .replace("input_layernorm", "attn_norm")
                .replace("post_attention_layernorm", "ffn_norm")
                .replace("self_attn.o_proj", "attn_output")
                .replaceAll("self_attn\\.(.)_proj", "attn_$1")
                .replaceAll("mlp\\.(.*)_proj", "ffn_$1");
    }

    static byte[] gguf(Map<String, Object> changes) {
        return gguf(changes, LlamaTensors.of(config(true)), Map.of());
    }

    /**
     * GGUF as written for Llama 3, with a tensor of divisors of the rotary frequencies. Heads are
     * twice as wide as the number of divisors.
     */
    static byte[] ggufWithDivisors(Map<String, Object> changes, float... divisors) {
        int headWidth = 2 * divisors.length;
        LlamaConfig c = config(true);
        var shapes =
                LlamaTensors.of(
                        new LlamaConfig(
                                LAYERS,
                                WIDTH,
                                HIDDEN,
                                HEADS,
                                1,
                                headWidth,
                                VOCABULARY,
                                CONTEXT,
                                c.normEps(),
                                c.rope(),
                                true));
        shapes.put(ROPE_DIVISORS, new Shape(divisors.length));
        var entries = new LinkedHashMap<>(changes);
        entries.put("llama.attention.key_length", headWidth);
        return gguf(entries, shapes, Map.of(ROPE_DIVISORS, divisors));
    }

    private static byte[] gguf(
            Map<String, Object> changes,
            SequencedMap<String, Shape> shapes,
            Map<String, float[]> given) {
        var entries = new LinkedHashMap<String, Object>();
        entries.put("general.architecture", "llama");
        entries.put("llama.block_count", LAYERS);
        entries.put("llama.embedding_length", WIDTH);
        entries.put("llama.feed_forward_length", HIDDEN);
        entries.put("llama.context_length", CONTEXT);
        entries.put("llama.attention.head_count", HEADS);
        entries.put("llama.attention.head_count_kv", 1);
        entries.put("llama.attention.layer_norm_rms_epsilon", 1e-5f);
        entries.putAll(changes);
        entries.values().removeIf(MISSING::equals);
        ByteBuffer out = buffer();
        out.putInt(0x46554747).putInt(3).putLong(shapes.size()).putLong(entries.size());
        entries.forEach((key, value) -> {
            text(out, key);
            switch (value) {
                case String text -> text(out.putInt(8), text);
                case Float number -> out.putInt(6).putFloat(number);
                case Boolean flag -> out.putInt(7).put((byte) (flag ? 1 : 0));
                case byte[] list -> out.putInt(9).putInt(0).putLong(list.length).put(list);
                case List<?> texts -> {
                    out.putInt(9).putInt(8).putLong(texts.size());
                    texts.forEach(text -> text(out, (String) text));
                }
                default -> out.putInt(4).putInt((Integer) value);
            }
        });
        long offset = 0;
        for (var entry : shapes.entrySet()) {
            Shape shape = entry.getValue();
            text(out, ggufName(entry.getKey()));
            out.putInt(shape.dimension());
            for (int i = shape.dimension() - 1; i >= 0; i--) {
                out.putLong(shape.get(i));
            }
            out.putInt(0).putLong(offset);
            offset = (offset + 4 * shape.size() + 31) / 32 * 32;
        }
        shapes.forEach((name, shape) -> {
            out.position((out.position() + 31) / 32 * 32);
            for (float value : given.getOrDefault(name, paired(name, shape))) {
                out.putFloat(value);
            }
        });
        return bytes(out);
    }

    private static void text(ByteBuffer out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.putLong(bytes.length).put(bytes);
    }

    /** Safetensors of the tensors whose names match, stored as {@code type}. */
    static byte[] safetensors(TensorType type, String names) {
        var header = new LinkedHashMap<String, Object>();
        header.put("__metadata__", Map.of("format", "pt"));
        ByteBuffer data = buffer();
        LlamaTensors.of(config(true))
                .forEach((name, shape) -> {
                    if (name.matches(names)) {
                        int from = data.position();
                        for (float value : values(name, shape)) {
                            put(data, type, value);
                        }
                        header.put(
                                name,
                                Map.of(
                                        "dtype",
                                        type.name(),
                                        "shape",
                                        shape.getShape(),
                                        "data_offsets",
                                        List.of(from, data.position())));
                    }
                });
        return safetensors(JSON.writeValueAsString(header), bytes(data));
    }

    static byte[] safetensors(String header, byte[] data) {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        return bytes(buffer().putLong(text.length).put(text).put(data));
    }

    /**
     * A safetensors file with an additional copy of a float32 tensor, each value increased by one.
     */
    static byte[] withTensor(byte[] file, String name, String copied, float more) {
        ObjectNode header = header(file);
        byte[] data = data(file);
        JsonNode original = header.path(copied);
        int from = original.path("data_offsets").path(0).intValue();
        int bytes = original.path("data_offsets").path(1).intValue() - from;
        ByteBuffer all = ByteBuffer.allocate(data.length + bytes).order(ByteOrder.LITTLE_ENDIAN);
        all.put(data);
        for (int i = 0; i < bytes; i += 4) {
            all.putFloat(all.getFloat(from + i) + more);
        }
        put(header, name, original.path("shape"), data.length, all.capacity());
        return safetensors(JSON.writeValueAsString(header), all.array());
    }

    /** A safetensors file with a tensor of shape [0] at the offset of its second one. */
    static byte[] withEmptyTensor(byte[] file, String name) {
        ObjectNode header = header(file);
        put(header, name, JSON.createArrayNode().add(0), 16, 16);
        return safetensors(JSON.writeValueAsString(header), data(file));
    }

    private static ObjectNode header(byte[] file) {
        return (ObjectNode)
                JSON.readTree(new String(file, 8, length(file), StandardCharsets.UTF_8));
    }

    private static byte[] data(byte[] file) {
        return Arrays.copyOfRange(file, 8 + length(file), file.length);
    }

    private static int length(byte[] file) {
        return (int) ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }

    private static void put(ObjectNode header, String name, JsonNode shape, int from, int to) {
        ObjectNode tensor = header.putObject(name).put("dtype", "F32");
        tensor.set("shape", shape);
        tensor.putArray("data_offsets").add(from).add(to);
    }

    private static void put(ByteBuffer out, TensorType type, float value) {
        switch (type) {
            case F32 -> out.putFloat(value);
            case F16 -> out.putShort(Float.floatToFloat16(value));
            default -> out.putShort((short) (Float.floatToIntBits(value) >>> 16));
        }
    }

    static Map<String, Object> configJson() {
        var json = new LinkedHashMap<String, Object>();
        json.put("model_type", "llama");
        json.put("num_hidden_layers", LAYERS);
        json.put("hidden_size", WIDTH);
        json.put("intermediate_size", HIDDEN);
        json.put("num_attention_heads", HEADS);
        json.put("num_key_value_heads", 1);
        json.put("vocab_size", VOCABULARY);
        json.put("max_position_embeddings", CONTEXT);
        json.put("rms_norm_eps", 1e-5);
        json.put("tie_word_embeddings", true);
        return json;
    }

    /**
     * Creates a folder with {@code config.json} and the weights in one file, or in two shards with
     * an index.
     */
    static Path folder(Path folder, TensorType type, boolean sharded, Map<String, Object> config)
            throws IOException {
        Files.writeString(folder.resolve("config.json"), JSON.writeValueAsString(config));
        if (!sharded) {
            Files.write(folder.resolve("model.safetensors"), safetensors(type, ".*"));
            return folder;
        }
        List<String> patterns = List.of(".*layers\\.0.*", "(?!.*layers\\.0).*");
        var map = new LinkedHashMap<String, String>();
        for (int i = 0; i < patterns.size(); i++) {
            String name = "model-0000%d-of-00002.safetensors".formatted(i + 1);
            Files.write(folder.resolve(name), safetensors(type, patterns.get(i)));
            var names = new ArrayList<>(LlamaTensors.of(config(true)).keySet());
            names.removeIf(n -> !n.matches(patterns.get(map.isEmpty() ? 0 : 1)));
            names.forEach(n -> map.put(n, name));
        }
        Files.writeString(
                folder.resolve("model.safetensors.index.json"),
                JSON.writeValueAsString(Map.of("metadata", Map.of(), "weight_map", map)));
        return folder;
    }
}
