package org.dllm.experiments.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Optional;
import org.dllm.experiments.routing.RouterWeights;
import org.dllm.experiments.routing.Routers;
import org.dllm.experiments.tensor.Script;

/**
 * Weights as the inference scripts take them: matrices laid out for products with one row, every
 * array named after the list it belongs to.
 */
final class DecoderWeights implements AutoCloseable {

    private static final Script TRANSPOSED = Script.of(DecoderWeights.class, "transposed");

    private final NDManager manager;
    private final NDArray relayout;
    private final NDArray asItLies;
    private final NDList weights = new NDList();
    private final NDList routers = new NDList();

    DecoderWeights(LlamaWeights base, Optional<Routers> routers) {
        manager = base.manager().getParentManager().newSubManager();
        relayout = manager.create(new Shape(1, 0));
        asItLies = manager.create(new Shape(0, 0));
        add(weights, "ws[]", alias(base.embedding()));
        add(weights, "ws[]", alias(base.finalNorm()));
        add(weights, "ws[]", transposed(base.head()));
        for (LayerWeights layer : base.layers()) {
            add(weights, "ws[]", alias(layer.inputNorm()));
            add(weights, "ws[]", transposed(layer.qkv()));
            add(weights, "ws[]", transposed(layer.o()));
            add(weights, "ws[]", alias(layer.postNorm()));
            add(weights, "ws[]", transposed(layer.gateUp()));
            add(weights, "ws[]", transposed(layer.down()));
        }
        routers.ifPresent(r -> r.layers().forEach(this::addRouter));
        if (this.routers.isEmpty()) {
            // a list is known by its members' name: an absent one needs a member
            add(this.routers, "rs[]", manager.create(new Shape(0)));
        }
    }

    private void addRouter(RouterWeights router) {
        router.arrays().forEach(array -> add(routers, "rs[]", alias(array)));
    }

    private NDArray transposed(NDArray weight) {
        // bfloat16 stays (out, in): read so, a one-row product takes a twentieth of the time
        boolean single = weight.getDataType() == DataType.FLOAT32;
        return own(TRANSPOSED.infer(weight, single ? relayout : asItLies));
    }

    /** Another handle on the same memory, so that the base's own handle keeps its name. */
    private NDArray alias(NDArray array) {
        return own(array.reshape(array.getShape()));
    }

    private NDArray own(NDArray array) {
        array.attach(manager);
        return array;
    }

    private static void add(NDList list, String name, NDArray array) {
        array.setName(name);
        list.add(array);
    }

    NDManager manager() {
        return manager;
    }

    /** Embedding, last gain, head, then six per layer. */
    NDList weights() {
        return weights;
    }

    /** Those of each routed layer, one after the other. */
    NDList routers() {
        return routers;
    }

    @Override
    public void close() {
        manager.close();
    }
}
