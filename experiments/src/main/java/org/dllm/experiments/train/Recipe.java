package org.dllm.experiments.train;

import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.dllm.experiments.lora.LoraSpec;
import org.dllm.experiments.method.Dense;
import org.dllm.experiments.method.Method;
import org.dllm.experiments.model.LlamaConfig;
import org.dllm.experiments.model.Precision;
import org.dllm.experiments.model.io.LlamaTensors;
import org.dllm.experiments.routing.Decider;
import org.dllm.experiments.routing.SiteMode;
import org.jspecify.annotations.Nullable;

/**
 * Which weights a model in training has, and which of them train.
 *
 * @param lora null if the whole base trains
 * @param precision precision of a frozen base: {@code fp32} or {@code bf16}
 */
public record Recipe(LlamaConfig config, Method method, @Nullable LoraSpec lora, String precision) {

    /** Whether the base itself trains, not only LoRA and routers. */
    boolean baseTrains() {
        return lora == null;
    }

    /** The frozen base without updates, as a dense model. */
    Recipe dense() {
        var noUpdates = new LoraSpec(1, 1, 0, new TreeSet<>());
        return new Recipe(config, new Dense(), noUpdates, precision);
    }

    /** Precision of the base in training and evaluation; a base that trains is always float32. */
    public Precision held() {
        return baseTrains() ? Precision.FP32 : Precision.of(precision);
    }

    /** What decides at each site of the model. */
    List<SiteMode> modes() {
        return method.modes(config.layers());
    }

    /** The sites that at least one token may execute, ascending. */
    List<Integer> sites() {
        List<SiteMode> modes = modes();
        return IntStream.range(0, modes.size())
                .filter(site -> deciding(modes, site) != SiteMode.SKIP)
                .boxed()
                .toList();
    }

    private static SiteMode deciding(List<SiteMode> modes, int site) {
        SiteMode mode = modes.get(site);
        return mode == SiteMode.FOLLOW ? modes.get(site - 1) : mode;
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

    /** The decider, if the method has one. */
    @Nullable Decider decider() {
        return method.decider(config).orElse(null);
    }

    /** Sites that own arrays of the decider, ascending. */
    List<Integer> owners() {
        Decider decider = decider();
        List<SiteMode> modes = modes();
        return decider == null
                ? List.of()
                : IntStream.range(0, modes.size())
                        .filter(site -> modes.get(site) == SiteMode.ASK)
                        .map(decider::weightsOf)
                        .filter(owner -> owner >= 0)
                        .sorted()
                        .distinct()
                        .boxed()
                        .toList();
    }

    /** Whether tokens may differ in what they execute. */
    boolean decides() {
        return method.decides(config.layers());
    }
}
