package org.dllm.experiments.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.dllm.experiments.method.Dense;
import org.dllm.experiments.model.LlamaConfig;
import org.dllm.experiments.model.LlamaWeights;
import org.dllm.experiments.model.Precision;
import org.dllm.experiments.model.Rope;
import org.dllm.experiments.model.io.LlamaTensors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TrainableWeightsTests {

    private static final String Q = "model.layers.1.self_attn.q_proj.weight";
    private static final String V = "model.layers.1.self_attn.v_proj.weight";

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void whatTrainsStaysSingleOnABaseHeldInBfloat16() {
        var source = new InitialWeights(Tiny.CONFIG, Tiny.STREAMS);
        var weights =
                new TrainableWeights(
                        new Recipe(Tiny.CONFIG, new Dense(), Tiny.lora(0), "bf16"),
                        source,
                        Tiny.STREAMS,
                        manager.newSubManager());
        // far below half a bfloat16 step at the magnitude of base weights
        for (Parameter factor : weights.lora().parameters()) {
            Tiny.set(factor, () -> 1e-3);
        }
        LlamaWeights held =
                LlamaWeights.load(Tiny.CONFIG, weights, manager, weights.recipe().held());
        assertThat(held.precision()).isEqualTo(Precision.BF16);
        assertThat(held.layers().get(1).o().getDataType()).isNotEqualTo(DataType.FLOAT32);
        NDArray qkv = held.layers().get(1).qkv();
        assertThat(qkv.getDataType()).isEqualTo(DataType.FLOAT32);
        int width = Tiny.CONFIG.width();
        int queries = Tiny.CONFIG.queryWidth();
        int others = Tiny.CONFIG.keyValueWidth();
        float added = 4 * 1e-3f * 1e-3f; // rank 4
        assertThat(qkv.get("0:" + queries).toFloatArray())
                .containsExactly(
                        expected(source.float32(Q, Arena.ofAuto()), added, queries, width),
                        offset(1e-9f));
        assertThat(qkv.get((queries + others) + ":").toFloatArray())
                .containsExactly(
                        expected(source.float32(V, Arena.ofAuto()), added, others, width),
                        offset(1e-9f));
    }

    @Test
    void roundingIsToNearestWithTiesToEven() {
        float step = Math.ulp(1f) * (1 << 16);
        var floats = ByteBuffer.allocateDirect(20).order(ByteOrder.nativeOrder());
        floats.putFloat(1 + .4f * step).putFloat(1 + .5f * step).putFloat(1 + 1.5f * step);
        floats.putFloat(Float.NaN).putFloat(Float.NEGATIVE_INFINITY).flip();
        var rounded = new float[5];
        Bfloat16.rounded(floats, Arena.ofAuto()).asFloatBuffer().get(rounded);
        assertThat(rounded).containsExactly(1, 1, 1 + 2 * step, Float.NaN, Float.NEGATIVE_INFINITY);
    }

    /** A gradient that shared a Java buffer would use memory that the garbage collector frees. */
    @Test
    void clearedGradientsStayInTheirOwnMemory() {
        var weights = Tiny.weights(new Dense(), Tiny.lora(0), manager);
        var trainer = new Trainer(Tiny.training(1, 4, 1, 1e-2), weights, Tiny.STREAMS, 1, manager);
        trainer.gradients(0, Tiny.batches(4).next(4));
        Parameter added = weights.lora().parameters().getLast();
        try (NDArray gradient = added.value().getGradient()) {
            assertThat(gradient.toFloatArray()).isNotEqualTo(new float[(int) gradient.size()]);
        }
        List<Long> before = gradientAddresses(weights);

        weights.clearGradients();

        assertThat(gradientAddresses(weights)).isEqualTo(before);
        try (NDArray gradient = added.value().getGradient()) {
            assertThat(gradient.toFloatArray()).containsOnly(0);
        }
    }

    @Test
    void overwritingKeepsTheArraysMemory() {
        NDArray array = manager.ones(new Shape(3, 5));
        long address = address(array);
        FloatArrays.set(
                array, FloatArrays.filled("new", array.getShape(), Arena.ofAuto(), () -> 7));
        assertThat(array.toFloatArray()).containsOnly(7);
        assertThat(address(array)).isEqualTo(address);
    }

    private static List<Long> gradientAddresses(TrainableWeights weights) {
        var addresses = new ArrayList<Long>();
        for (Parameter parameter : weights.parameters()) {
            try (NDArray gradient = parameter.value().getGradient()) {
                addresses.add(address(gradient));
            }
        }
        return addresses;
    }

    private static long address(NDArray array) {
        return MemorySegment.ofBuffer(array.toByteBuffer(true)).address();
    }

    @Test
    void paddingOfAFeedForwardWidthStaysZeroInTraining() {
        var config =
                new LlamaConfig(2, 32, 45, 4, 2, 8, 20, 64, 1e-5, new Rope(10_000, null), true);
        var source = new InitialWeights(config, Tiny.STREAMS);
        var weights =
                new TrainableWeights(
                        new Recipe(config, new Dense(), null, "fp32"),
                        source,
                        Tiny.STREAMS,
                        manager.newSubManager());
        var trainer = new Trainer(Tiny.training(3, 4, 1, 1e-2), weights, Tiny.STREAMS, 3, manager);
        Batches batches = Tiny.batches(12);
        for (int step = 0; step < 3; step++) {
            trainer.step(step, batches.next(4));
        }
        assertThat(weights.size())
                .isEqualTo(LlamaTensors.of(config).values().stream().mapToLong(Shape::size).sum());
        NDArray gate = array(weights, "layers.1.gate");
        NDArray down = array(weights, "layers.1.down");
        assertThat(gate.getShape()).isEqualTo(new Shape(48, 32));
        assertThat(down.getShape()).isEqualTo(new Shape(32, 48));
        assertThat(gate.get("45:").toFloatArray()).containsOnly(0);
        assertThat(down.get(":, 45:").toFloatArray()).containsOnly(0);
        String name = "model.layers.1.mlp.down_proj.weight";
        assertThat(floats(weights.float32(name, Arena.ofAuto())))
                .isEqualTo(down.get(":, :45").toFloatArray())
                .isNotEqualTo(floats(source.float32(name, Arena.ofAuto())));
    }

    private static NDArray array(TrainableWeights weights, String name) {
        return weights.parameters().stream()
                .filter(parameter -> parameter.name().equals(name))
                .findFirst()
                .orElseThrow()
                .value();
    }

    private static float[] floats(ByteBuffer bytes) {
        var floats = new float[bytes.remaining() / Float.BYTES];
        bytes.asFloatBuffer().get(floats);
        return floats;
    }

    private float[] expected(ByteBuffer base, float added, int rows, int columns) {
        NDArray rounded =
                FloatArrays.create(
                        manager, Bfloat16.rounded(base, Arena.ofAuto()), new Shape(rows, columns));
        return rounded.add(added).toFloatArray();
    }
}
