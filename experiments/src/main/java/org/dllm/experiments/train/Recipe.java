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
 * Which weights there are and which of them train.
 *
 * @param lora absent: the whole base trains
 * @param precision of a frozen base: {@code fp32} or {@code bf16}
 */
public record Recipe(
        LlamaConfig config, MethodSpec method, @Nullable LoraSpec lora, String precision) {

    /** Whether the base itself trains, and not only what is added to it. */
    boolean baseTrains() {
        return lora == null;
    }

    /** How the base is held, in training and evaluation: what trains is never rounded. */
    public Precision held() {
        return baseTrains() ? Precision.FP32 : Precision.of(precision);
    }

    /** The layers that are computed at all. */
    List<Integer> layers() {
        return method.computed(config.layers());
    }

    /** The shape of a tensor of the model, by Hugging Face's name. */
    Shape shape(String tensor) {
        Shape shape = LlamaTensors.of(config).get(tensor);
        if (shape == null) {
            throw new IllegalArgumentException("a Llama of this shape has no tensor " + tensor);
        }
        return shape;
    }

    /** How the script decides in the layer, as {@code decoder_loss} numbers it. */
    Mode mode(int layer) {
        if (layer < method.keep().layers()) {
            return Mode.ALL;
        }
        return switch (method.chooser()) {
            case NOBODY -> Mode.ALL;
            case METHOD -> Mode.GIVEN;
            case ROUTER -> Mode.ASK;
        };
    }

    /** What the asked layers ask, if any is. */
    Optional<Router> router() {
        return method.routerSpec().map(router -> router.router(config.width()));
    }

    /** Whether some layer is not run by every token. */
    boolean routes() {
        return layers().stream().anyMatch(layer -> mode(layer) != Mode.ALL);
    }

    /** Who decides in a layer; the order is the script's. */
    enum Mode {
        ALL,
        GIVEN,
        ASK
    }
}
