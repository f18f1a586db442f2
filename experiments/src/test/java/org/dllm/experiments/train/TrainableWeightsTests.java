package org.dllm.experiments.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.dllm.experiments.method.Dense;
import org.dllm.experiments.model.LlamaWeights;
import org.dllm.experiments.model.Precision;
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
        var source = new FreshWeights(Tiny.CONFIG, Tiny.STREAMS);
        var weights =
                new TrainableWeights(
                        new Recipe(Tiny.CONFIG, new Dense(), Tiny.lora(0), "bf16"),
                        source,
                        Tiny.STREAMS,
                        manager.newSubManager());
        // far below half a step of bfloat16 beside any weight of the base
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
                .containsExactly(expected(source.float32(Q), added, queries, width), offset(1e-9f));
        assertThat(qkv.get((queries + others) + ":").toFloatArray())
                .containsExactly(expected(source.float32(V), added, others, width), offset(1e-9f));
    }

    @Test
    void roundingIsToTheNearestAndTiesGoToEven() {
        float step = Math.ulp(1f) * (1 << 16);
        var floats = ByteBuffer.allocateDirect(20).order(ByteOrder.nativeOrder());
        floats.putFloat(1 + .4f * step).putFloat(1 + .5f * step).putFloat(1 + 1.5f * step);
        floats.putFloat(Float.NaN).putFloat(Float.NEGATIVE_INFINITY).flip();
        var rounded = new float[5];
        Bfloat16.rounded(floats).asFloatBuffer().get(rounded);
        assertThat(rounded).containsExactly(1, 1, 1 + 2 * step, Float.NaN, Float.NEGATIVE_INFINITY);
    }

    @Test
    void gradientsOfAStepThatWasNotTakenAreForgotten() {
        var weights = Tiny.weights(new Dense(), Tiny.lora(0), manager);
        Parameter first = weights.parameters().getFirst();
        try (NDArray gradient = first.value().getGradient()) {
            ByteBuffer bad = FloatArrays.filled("bad", gradient.getShape(), () -> Float.NaN);
            FloatArrays.set(gradient, bad);
        }
        weights.forgetGradients();
        try (NDArray gradient = first.value().getGradient()) {
            assertThat(gradient.toFloatArray()).containsOnly(0);
        }
    }

    private float[] expected(ByteBuffer base, float added, int rows, int columns) {
        NDArray rounded =
                FloatArrays.create(manager, Bfloat16.rounded(base), new Shape(rows, columns));
        return rounded.add(added).toFloatArray();
    }
}
