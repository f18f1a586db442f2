package org.dllm.experiments.model.io;

import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.dllm.experiments.model.LlamaConfig;

/** Names (Hugging Face's) and shapes of the tensors of a Llama model. */
public final class LlamaTensors {

    public static final String EMBEDDING = "model.embed_tokens.weight";
    public static final String NORM = "model.norm.weight";
    public static final String HEAD = "lm_head.weight";

    private LlamaTensors() {}

    /** Name and shape of each tensor, from the embedding to the head. */
    public static SequencedMap<String, Shape> of(LlamaConfig c) {
        var all = new LinkedHashMap<String, Shape>();
        all.put(EMBEDDING, new Shape(c.vocabulary(), c.width()));
        for (int layer = 0; layer < c.layers(); layer++) {
            String prefix = "model.layers." + layer + ".";
            all.put(prefix + "input_layernorm.weight", new Shape(c.width()));
            all.put(prefix + "self_attn.q_proj.weight", new Shape(c.queryWidth(), c.width()));
            all.put(prefix + "self_attn.k_proj.weight", new Shape(c.keyValueWidth(), c.width()));
            all.put(prefix + "self_attn.v_proj.weight", new Shape(c.keyValueWidth(), c.width()));
            all.put(prefix + "self_attn.o_proj.weight", new Shape(c.width(), c.queryWidth()));
            all.put(prefix + "post_attention_layernorm.weight", new Shape(c.width()));
            all.put(prefix + "mlp.gate_proj.weight", new Shape(c.hidden(), c.width()));
            all.put(prefix + "mlp.up_proj.weight", new Shape(c.hidden(), c.width()));
            all.put(prefix + "mlp.down_proj.weight", new Shape(c.width(), c.hidden()));
        }
        all.put(NORM, new Shape(c.width()));
        if (!c.tied()) {
            all.put(HEAD, new Shape(c.vocabulary(), c.width()));
        }
        return all;
    }

    /** Rejects a file whose tensors are not exactly those of its configuration. */
    static void check(
            Path file, LlamaConfig config, SequencedMap<String, ? extends MappedTensor> found) {
        // compare counts first: a wrong layer count must not create a map of millions of entries
        long expected = 9L * config.layers() + (config.tied() ? 2 : 3);
        if (found.size() < expected && config.layers() > found.size()) {
            throw new ModelFileException(
                    file,
                    "a model of %d layers has %d tensors, but the file has %d"
                            .formatted(config.layers(), expected, found.size()));
        }
        var shapes = of(config);
        shapes.forEach((name, shape) -> {
            MappedTensor tensor = found.get(name);
            if (tensor == null) {
                throw new ModelFileException(file, "tensor %s %s is absent".formatted(name, shape));
            }
            if (!tensor.info().shape().equals(shape)) {
                throw new ModelFileException(
                        file,
                        "tensor %s at offset %d must have the shape %s by the configuration, but has %s"
                                .formatted(
                                        name,
                                        tensor.info().offset(),
                                        shape,
                                        tensor.info().shape()));
            }
        });
        for (String name : found.keySet()) {
            if (!shapes.containsKey(name)) {
                throw new ModelFileException(
                        file,
                        "tensor %s at offset %d is not part of a Llama model"
                                .formatted(name, found.get(name).info().offset()));
            }
        }
    }
}
