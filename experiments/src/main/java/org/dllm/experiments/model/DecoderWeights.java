package org.dllm.experiments.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Optional;
import org.dllm.experiments.routing.Routers;
import org.dllm.experiments.tensor.Script;

/**
 * Weights in the form that the inference scripts expect: matrices laid out for one-row products,
 * each array named after the script argument (a list) it belongs to.
 */
final class DecoderWeights implements AutoCloseable {

    private static final Script TRANSPOSED = Script.of(DecoderWeights.class, "transposed");

    private final NDManager manager;
    private final NDArray relayout;
    private final NDArray keepLayout;
    private final NDList weights = new NDList();
    private final NDList routers = new NDList();

    DecoderWeights(LlamaWeights base, Optional<Routers> routers) {
        manager = base.manager().getParentManager().newSubManager();
        relayout = manager.create(new Shape(1, 0));
        keepLayout = manager.create(new Shape(0, 0));
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
        routers.ifPresent(r -> r.arrays().forEach(this::addRouter));
        requireMember(this.routers);
    }

    private DecoderWeights(DecoderWeights of) {
        manager = of.manager;
        relayout = of.relayout;
        keepLayout = of.keepLayout;
        weights.addAll(of.weights);
        requireMember(routers);
    }

    /** The same arrays without those of the decider; both are closed together. */
    DecoderWeights withoutRouters() {
        return new DecoderWeights(this);
    }

    /** DJL derives a list argument from its members' names, so an empty list needs a member. */
    private void requireMember(NDList arrays) {
        if (arrays.isEmpty()) {
            add(arrays, "rs[]", manager.create(new Shape(0)));
        }
    }

    private void addRouter(NDArray array) {
        add(routers, "rs[]", alias(array));
    }

    private NDArray transposed(NDArray weight) {
        // bfloat16 stays (out, in): one-row products are 20 times faster in that layout
        boolean single = weight.getDataType() == DataType.FLOAT32;
        return own(TRANSPOSED.infer(weight, single ? relayout : keepLayout));
    }

    /** A second handle on the same memory; renaming it does not rename the base's handle. */
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

    /** Embedding, final norm gain, head, then six arrays per layer. */
    NDList weights() {
        return weights;
    }

    /** The decider's arrays, by site. */
    NDList routers() {
        return routers;
    }

    @Override
    public void close() {
        manager.close();
    }
}
