package org.dllm.experiments.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.dllm.experiments.model.io.ModelFile;
import org.dllm.experiments.tensor.Script;

/**
 * The weights of one model on one device, freed together. Norm gains and matrices with a merged
 * update are float32; {@code precision} applies to the others.
 *
 * @param manager owns every array
 * @param embedding (V, D)
 * @param finalNorm (D)
 * @param head (V, D); the same array as the embedding if the model ties them
 */
public record LlamaWeights(
        LlamaConfig config,
        Precision precision,
        NDManager manager,
        NDArray embedding,
        List<LayerWeights> layers,
        NDArray finalNorm,
        NDArray head)
        implements AutoCloseable {

    public LlamaWeights {
        layers = List.copyOf(layers);
        if (layers.size() != config.layers()) {
            throw new IllegalArgumentException(
                    "LlamaWeights needs %d layers, found %d"
                            .formatted(config.layers(), layers.size()));
        }
    }

    /** Provides tensors by their Hugging Face names, as row-major float32 in native byte order. */
    @FunctionalInterface
    public interface Source {
        /**
         * @param room arena for decoded values; must be usable by several threads. the caller
         *     closes it after each matrix, so that a large model is never decoded as a whole
         */
        ByteBuffer float32(String name, Arena room);

        /** Whether the tensor must stay float32 because a trained update is merged into it. */
        default boolean exact(String name) {
            return false;
        }
    }

    /** Reads a model's weights; the file may be closed afterwards. */
    public static LlamaWeights load(ModelFile file, NDManager parent, Precision precision) {
        return load(file.config(), file::float32, parent, precision);
    }

    /** Reads weights by name into a new manager under {@code parent}. */
    public static LlamaWeights load(
            LlamaConfig config, Source source, NDManager parent, Precision precision) {
        NDManager manager = parent.newSubManager();
        var loader = new Loader(source, manager, precision);
        int d = config.width();
        int q = config.queryWidth();
        int kv = config.keyValueWidth();
        int f = config.hidden();
        NDArray embedding =
                loader.matrix(d, new Part("model.embed_tokens.weight", config.vocabulary()));
        List<LayerWeights> layers = new ArrayList<>();
        for (int l = 0; l < config.layers(); l++) {
            String layer = "model.layers." + l + ".";
            String attention = layer + "self_attn.";
            String feedForward = layer + "mlp.";
            layers.add(
                    new LayerWeights(
                            loader.gain(layer + "input_layernorm.weight", d),
                            loader.matrix(
                                    d,
                                    new Part(attention + "q_proj.weight", q),
                                    new Part(attention + "k_proj.weight", kv),
                                    new Part(attention + "v_proj.weight", kv)),
                            loader.matrix(q, new Part(attention + "o_proj.weight", d)),
                            loader.gain(layer + "post_attention_layernorm.weight", d),
                            loader.matrix(
                                    d,
                                    new Part(feedForward + "gate_proj.weight", f),
                                    new Part(feedForward + "up_proj.weight", f)),
                            loader.matrix(f, new Part(feedForward + "down_proj.weight", d))));
        }
        NDArray finalNorm = loader.gain("model.norm.weight", d);
        NDArray head =
                config.tied()
                        ? embedding
                        : loader.matrix(d, new Part("lm_head.weight", config.vocabulary()));
        return new LlamaWeights(config, precision, manager, embedding, layers, finalNorm, head);
    }

    @Override
    public void close() {
        manager.close();
    }

    private record Part(String name, int rows) {}

    private record Loader(Source source, NDManager manager, Precision precision) {

        private static final Script JOINED = Script.of(LlamaWeights.class, "joined");
        private static final Script BFLOAT16 = Script.of(LlamaWeights.class, "bfloat16");

        NDArray gain(String name, int width) {
            return joined(1, new Part(name, width)).reshape(width);
        }

        NDArray matrix(int columns, Part... parts) {
            NDArray whole = joined(columns, parts);
            boolean exact = Arrays.stream(parts).anyMatch(part -> source.exact(part.name()));
            if (precision == Precision.FP32 || exact) {
                return whole;
            }
            NDArray half = BFLOAT16.infer(whole);
            whole.close();
            return half;
        }

        /** A copy that owns its memory: an array made from a direct buffer only borrows it. */
        private NDArray joined(int columns, Part... parts) {
            try (Arena room = Arena.ofShared();
                    NDManager scope = manager.newSubManager()) {
                var borrowed = new NDList();
                for (Part part : parts) {
                    ByteBuffer floats = source.float32(part.name(), room);
                    var shape = new Shape(part.rows(), columns);
                    NDArray array = scope.create(floats, shape, DataType.FLOAT32);
                    array.setName("parts[]");
                    borrowed.add(array);
                }
                NDArray whole = JOINED.infer(borrowed).singletonOrThrow();
                whole.attach(manager);
                return whole;
            }
        }
    }
}
