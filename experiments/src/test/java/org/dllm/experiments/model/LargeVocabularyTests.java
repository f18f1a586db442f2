package org.dllm.experiments.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import ai.djl.ndarray.types.Shape;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.dllm.experiments.cli.Main;
import org.dllm.experiments.experiment.EngineProcess;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/**
 * Runs a process with the lab's JVM options and an embedding larger than its heap (Llama 3's size).
 */
@Tag("slow")
class LargeVocabularyTests {

    private static final int VOCABULARY = 128_256;
    private static final int WIDTH = 2304;
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir Path folder;

    @Test
    void anEmbeddingMayBeLargerThanTheHeap() throws IOException, InterruptedException {
        copy("tokenizer.json");
        copy("tokenizer_config.json");
        Files.writeString(folder.resolve("config.json"), JSON.writeValueAsString(config()));
        writeZeros(folder.resolve("model.safetensors"));
        Path text = Files.writeString(folder.resolve("text"), "7 a+5 b-3:2");

        var words = new ArrayList<String>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(EngineProcess.options());
        words.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        words.addAll(List.of("model", "score", "--json", "--model", folder.toString()));
        words.addAll(List.of("--text-file", text.toString()));
        File errors = folder.resolve("errors").toFile();
        Process process = new ProcessBuilder(words).redirectError(errors).start();
        String score = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(Files.readString(errors.toPath())).isZero();
        assertThat(JSON.readTree(score).path("meanNll").asDouble())
                .as("all tokens are equally likely")
                .isCloseTo(Math.log(VOCABULARY), offset(1e-5));
    }

    private void copy(String file) throws IOException {
        String shipped = "/org/dllm/experiments/catalog/models/synthetic-base/" + file;
        try (InputStream in = Objects.requireNonNull(Main.class.getResourceAsStream(shipped))) {
            Files.copy(in, folder.resolve(file));
        }
    }

    private static Map<String, Object> config() {
        var config = new TreeMap<String, Object>();
        config.put("architectures", List.of("LlamaForCausalLM"));
        config.put("model_type", "llama");
        config.put("hidden_act", "silu");
        config.put("hidden_size", WIDTH);
        config.put("intermediate_size", 8);
        config.put("num_hidden_layers", 1);
        config.put("num_attention_heads", 36);
        config.put("num_key_value_heads", 1);
        config.put("max_position_embeddings", 64);
        config.put("vocab_size", VOCABULARY);
        config.put("rms_norm_eps", 1e-5);
        config.put("tie_word_embeddings", true);
        return config;
    }

    /** Writes a sparse file, which takes no disk space. */
    private static void writeZeros(Path file) throws IOException {
        String layer = "model.layers.0.";
        var shapes = new TreeMap<String, Shape>();
        shapes.put("model.embed_tokens.weight", new Shape(VOCABULARY, WIDTH));
        shapes.put("model.norm.weight", new Shape(WIDTH));
        shapes.put(layer + "input_layernorm.weight", new Shape(WIDTH));
        shapes.put(layer + "post_attention_layernorm.weight", new Shape(WIDTH));
        shapes.put(layer + "self_attn.q_proj.weight", new Shape(WIDTH, WIDTH));
        shapes.put(layer + "self_attn.k_proj.weight", new Shape(64, WIDTH));
        shapes.put(layer + "self_attn.v_proj.weight", new Shape(64, WIDTH));
        shapes.put(layer + "self_attn.o_proj.weight", new Shape(WIDTH, WIDTH));
        shapes.put(layer + "mlp.gate_proj.weight", new Shape(8, WIDTH));
        shapes.put(layer + "mlp.up_proj.weight", new Shape(8, WIDTH));
        shapes.put(layer + "mlp.down_proj.weight", new Shape(WIDTH, 8));
        long at = 0;
        var header = new ArrayList<String>();
        for (var tensor : shapes.entrySet()) {
            long end = at + 2 * tensor.getValue().size();
            String sizes =
                    Arrays.stream(tensor.getValue().getShape())
                            .mapToObj(Long::toString)
                            .collect(Collectors.joining(","));
            header.add(
                    "\"%s\":{\"dtype\":\"BF16\",\"shape\":[%s],\"data_offsets\":[%d,%d]}"
                            .formatted(tensor.getKey(), sizes, at, end));
            at = end;
        }
        byte[] json = ("{" + String.join(",", header) + "}").getBytes(StandardCharsets.UTF_8);
        try (var out = new RandomAccessFile(file.toFile(), "rw")) {
            out.writeLong(Long.reverseBytes(json.length));
            out.write(json);
            out.setLength(Long.BYTES + json.length + at);
        }
    }
}
