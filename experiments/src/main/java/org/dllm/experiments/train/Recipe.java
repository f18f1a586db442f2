package org.dllm.experiments.train;

import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.stream.IntStream;
import org.dllm.experiments.lora.LoraSpec;
import org.dllm.experiments.method.Dense;
import org.dllm.experiments.method.Dllm;
import org.dllm.experiments.method.KeepSpec;
import org.dllm.experiments.method.MethodSpec;
import org.dllm.experiments.method.RandomSkip;
import org.dllm.experiments.method.StaticLayers;
import org.dllm.experiments.model.LlamaConfig;
import org.dllm.experiments.model.Precision;
import org.dllm.experiments.model.io.LlamaTensors;
import org.jspecify.annotations.Nullable;

/**
 * Which weights there are and which of them train.
 *
 * @param lora absent: the whole base trains
 * @param precision of a frozen base: {@code fp32} or {@code bf16}
 */
public record Recipe(
        LlamaConfig config, MethodSpec method, @Nullable LoraSpec lora, String precision) {

    /** How the base is held, in training and evaluation: what trains is never rounded. */
    public Precision held() {
        return lora == null ? Precision.FP32 : Precision.of(precision);
    }

    /** The layers that are computed at all: one that runs for nobody is left out. */
    List<Integer> layers() {
        return switch (method) {
            case StaticLayers fixed -> fixed.of(config.layers());
            case Dense _, Dllm _, RandomSkip _ ->
                    IntStream.range(0, config.layers()).boxed().toList();
        };
    }

    /** The shape of a tensor of the model, by Hugging Face's name. */
    Shape shape(String tensor) {
        Shape shape = LlamaTensors.of(config).get(tensor);
        if (shape == null) {
            throw new IllegalArgumentException("a Llama of this shape has no tensor " + tensor);
        }
        return shape;
    }

    /** What always executes; nothing where no layer is routed. */
    KeepSpec keep() {
        return switch (method) {
            case Dense _, StaticLayers _ -> new KeepSpec(0, 0);
            case RandomSkip random -> random.keep();
            case Dllm dllm -> dllm.keep();
        };
    }

    /** How the script decides in the layer, as {@code decoder_loss} numbers it. */
    Mode mode(int layer) {
        return switch (method) {
            case Dense _, StaticLayers _ -> Mode.ALL;
            case RandomSkip random -> layer < random.keep().layers() ? Mode.ALL : Mode.GIVEN;
            case Dllm dllm -> layer < dllm.keep().layers() ? Mode.ALL : Mode.ASK;
        };
    }

    /** Whether some layer is not run by every token. */
    boolean routes() {
        return layers().stream().anyMatch(layer -> mode(layer) != Mode.ALL);
    }

    boolean evicts() {
        return switch (method) {
            case Dense _, StaticLayers _ -> false;
            case RandomSkip random -> random.evict();
            case Dllm dllm -> dllm.evict();
        };
    }

    /** Who decides in a layer; the order is the script's. */
    enum Mode {
        ALL,
        GIVEN,
        ASK
    }
}
