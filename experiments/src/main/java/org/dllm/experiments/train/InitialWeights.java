package org.dllm.experiments.train;

import ai.djl.ndarray.types.Shape;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.dllm.experiments.model.LlamaConfig;
import org.dllm.experiments.model.LlamaWeights;
import org.dllm.experiments.model.io.LlamaTensors;
import org.dllm.experiments.random.RandomStream;
import org.dllm.experiments.random.RandomStreams;

/**
 * Initial weights: N(0, 0.02²), output projections to the residual stream scaled by 1/√(2L) as in
 * GPT-2, gains 1. Each tensor has its own random stream, so its values do not depend on other
 * tensors.
 */
public record InitialWeights(LlamaConfig config, RandomStreams streams)
        implements LlamaWeights.Source {

    private static final double DEVIATION = 0.02;

    @Override
    public ByteBuffer float32(String name, Arena room) {
        Shape shape = Objects.requireNonNull(LlamaTensors.of(config).get(name), name);
        if (name.endsWith("norm.weight")) {
            return FloatArrays.filled(name, shape, room, () -> 1);
        }
        boolean residual = name.endsWith("o_proj.weight") || name.endsWith("down_proj.weight");
        double deviation = residual ? DEVIATION / Math.sqrt(2.0 * config.layers()) : DEVIATION;
        RandomStream stream = streams.stream("init " + name);
        return FloatArrays.filled(name, shape, room, () -> deviation * stream.gaussian());
    }
}
