package org.dllm.experiments.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.dllm.experiments.model.io.LlamaTensors;
import org.dllm.experiments.routing.Gate;
import org.dllm.experiments.routing.Routers;
import org.dllm.experiments.routing.Site;
import org.dllm.experiments.routing.Threshold;
import org.dllm.experiments.routing.TokenMlp;

/** Random models small enough to compare every number. */
final class TinyLlama {

    static final LlamaConfig CONFIG =
            new LlamaConfig(5, 32, 48, 4, 2, 8, 61, 96, 1e-5, new Rope(10_000, null), false);

    private TinyLlama() {}

    static LlamaWeights weights(LlamaConfig config, NDManager manager) {
        return weights(config, manager, Precision.FP32);
    }

    static LlamaWeights weights(LlamaConfig config, NDManager manager, Precision precision) {
        var shapes = LlamaTensors.of(config);
        return LlamaWeights.load(
                config,
                (name, _) -> random(name, Objects.requireNonNull(shapes.get(name))),
                manager,
                precision);
    }

    static ByteBuffer random(String name, Shape shape) {
        var random = new Random(name.hashCode());
        var buffer =
                ByteBuffer.allocateDirect((int) (4 * shape.size())).order(ByteOrder.nativeOrder());
        boolean gain = shape.dimension() == 1;
        for (int i = 0; i < shape.size(); i++) {
            double value = random.nextGaussian();
            buffer.putFloat((float) (gain ? 1 + 0.1 * value : 0.2 * value));
        }
        return buffer.flip();
    }

    /** Routers that decide to execute in about half of all cases. */
    static Routers routers(LlamaConfig config, int first, int hidden, NDManager manager) {
        return routers(config, first, hidden, 0, manager);
    }

    /** Routers whose two logits differ by about {@code apart} on average. */
    static Routers routers(
            LlamaConfig config, int first, int hidden, double apart, NDManager manager) {
        var random = new Random(3);
        var sites = new TreeMap<Integer, List<NDArray>>();
        for (int l = first; l < config.layers(); l++) {
            sites.put(
                    Site.attention(l),
                    List.of(
                            manager.create(
                                    gaussian(random, hidden * config.width(), 0.3, 0),
                                    new Shape(config.width(), hidden)),
                            manager.create(gaussian(random, hidden, 0.1, 0)),
                            manager.create(gaussian(random, hidden, 0.1, 1)),
                            manager.create(
                                    gaussian(random, 2 * hidden, 0.5, 0), new Shape(hidden, 2)),
                            manager.create(new float[] {0, (float) apart})));
        }
        return new Routers(new Threshold(new TokenMlp(hidden), config.width(), null), sites);
    }

    private static float[] gaussian(Random random, int size, double deviation, double mean) {
        var values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) (mean + deviation * random.nextGaussian());
        }
        return values;
    }

    /** Prompts of the given lengths, numbered from 0. */
    static List<Prompt> prompts(LlamaConfig config, int... lengths) {
        return IntStream.range(0, lengths.length)
                .mapToObj(i ->
                        new Prompt(
                                i,
                                new Random(100 + i)
                                        .ints(lengths[i], 0, config.vocabulary())
                                        .toArray()))
                .toList();
    }

    /**
     * A gate that forces the first {@code layers} layers and {@code tokens} tokens and otherwise
     * delegates.
     *
     * @param free decides about layers
     */
    static Gate keeping(int layers, int tokens, Gate free) {
        return Gate.ofLayers(
                (s, p, l) -> l < layers || p < tokens ? Gate.EXECUTE : free.at(s, p, l));
    }
}
