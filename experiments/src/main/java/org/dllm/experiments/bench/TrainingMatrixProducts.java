package org.dllm.experiments.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.dllm.experiments.model.LlamaConfig;
import org.dllm.experiments.tensor.Script;

/**
 * The matrix products of a training step alone, on random numbers: forward, and backward to inputs
 * and weights. The rest of a step's time is other operators.
 */
final class TrainingMatrixProducts implements AutoCloseable {

    private static final Script SCRIPT = Script.of(TrainingMatrixProducts.class, "products");

    private final NDManager manager;
    private final int tokens;
    private final NDList lefts = new NDList();
    private final NDList rights = new NDList();

    /**
     * Products of attention scores and values are not included, as in the count of a step's
     * operations.
     */
    TrainingMatrixProducts(LlamaConfig config, int tokens, NDManager parent) {
        manager = parent.newSubManager();
        this.tokens = tokens;
        int width = config.width();
        for (int layer = 0; layer < config.layers(); layer++) {
            map(width, config.queryWidth() + 2 * config.keyValueWidth());
            map(config.queryWidth(), width);
            map(width, config.hidden());
            map(width, config.hidden());
            map(config.hidden(), width);
        }
        map(width, config.vocabulary());
    }

    private void map(int in, int out) {
        NDArray x = random(tokens, in);
        NDArray w = random(out, in);
        NDArray g = random(tokens, out);
        product(x.duplicate(), w.transpose());
        product(g.duplicate(), w);
        product(g.transpose(), x);
    }

    private NDArray random(int rows, int columns) {
        return manager.randomNormal(new Shape(rows, columns));
    }

    private void product(NDArray left, NDArray right) {
        left.setName("lefts[]");
        right.setName("rights[]");
        lefts.add(left);
        rights.add(right);
    }

    /** Seconds for one execution of all products. */
    double seconds() {
        long start = System.nanoTime();
        SCRIPT.infer(new NDList(lefts).addAll(rights)).close();
        return (System.nanoTime() - start) / 1e9;
    }

    @Override
    public void close() {
        manager.close();
    }
}
