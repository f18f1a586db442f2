package org.dllm.experiments.train;

import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;
import org.dllm.experiments.lora.LoraSpec;
import org.dllm.experiments.method.MethodSpec;
import org.dllm.experiments.model.LlamaConfig;
import org.dllm.experiments.model.Precision;
import org.dllm.experiments.model.io.LlamaTensors;
import org.dllm.experiments.routing.Router;
import org.jspecify.annotations.Nullable;

/**
 * Which weights a model in training has, and which of them train.
 *
 * @param lora null if the whole base trains
 * @param precision precision of a frozen base: {@code fp32} or {@code bf16}
 */
public record Recipe(
        LlamaConfig config, MethodSpec method, @Nullable LoraSpec lora, String precision) {

    /** Whether the base itself trains, not only LoRA and routers. */
    boolean baseTrains() {
        return lora == null;
    }

    /** Precision of the base in training and evaluation; a base that trains is always float32. */
    public Precision held() {
        return baseTrains() ? Precision.FP32 : Precision.of(precision);
    }

    /** The layers that are computed, ascending. */
    List<Integer> layers() {
        return method.computed(config.layers());
    }

    /** The shape of a tensor by its Hugging Face name. */
    Shape shape(String tensor) {
        Shape shape = LlamaTensors.of(config).get(tensor);
        if (shape == null) {
            throw new IllegalArgumentException(
                    "a Llama model of this shape has no tensor " + tensor);
        }
        return shape;
    }

    /** The decision mode of a layer in {@code decoder_loss}. */
    Mode mode(int layer) {
        if (layer < method.keep().layers()) {
            return Mode.ALL;
        }
        return switch (method.chooser()) {
            case NONE -> Mode.ALL;
            case METHOD -> Mode.GIVEN;
            case ROUTER -> Mode.ASK;
        };
    }

    /** The router's function, if the method has routers. */
    Optional<Router> router() {
        return method.routerSpec().map(router -> router.router(config.width()));
    }

    /** Whether a layer may be skipped by a token. */
    boolean routes() {
        return layers().stream().anyMatch(layer -> mode(layer) != Mode.ALL);
    }

    /** Source of decisions in a layer, in the order of the script's numbers. */
    enum Mode {
        ALL,
        GIVEN,
        ASK
    }
}
