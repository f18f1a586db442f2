package org.dllm.experiments.bench;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.dllm.experiments.eval.Median;
import org.dllm.experiments.method.Dense;
import org.dllm.experiments.model.LlamaConfig;
import org.dllm.experiments.model.Rope;
import org.dllm.experiments.random.RandomStreams;
import org.dllm.experiments.train.InitialWeights;
import org.dllm.experiments.train.Recipe;
import org.dllm.experiments.train.TrainableWeights;
import org.dllm.experiments.train.Trainer;

/**
 * Measures forward and backward passes of a small, fully trainable model with the sizes of the
 * reference program {@code train_step.py}, and the machine's rate of plain matrix products.
 */
public final class TrainingBenchmark implements Benchmark {

    private static final String RATE = "training 6 x 256, V 4096, 8 x 128 tokens";
    private static final String SHARE = "training rate / matmul rate of the machine";
    private static final String PRODUCTS = "its matrix products alone / matmul rate";
    private static final int BATCH = 8;
    private static final int LENGTH = 128;
    private static final int STEPS = 10;
    private static final LlamaConfig CONFIG =
            new LlamaConfig(
                    6, 256, 256 * 8 / 3, 4, 4, 64, 4096, 128, 1e-5, new Rope(10_000, null), true);

    private final NDManager manager = NDManager.newBaseManager(Device.cpu());
    private final TrainableWeights weights;
    private final Trainer trainer;
    private final TrainingMatrixProducts products;

    public TrainingBenchmark() {
        var streams = new RandomStreams(0);
        weights =
                new TrainableWeights(
                        new Recipe(CONFIG, new Dense(), null, "fp32"),
                        new InitialWeights(CONFIG, streams),
                        streams,
                        manager.newSubManager());
        trainer = new Trainer(RandomBatch.training(BATCH), weights, streams, 1, manager);
        products = new TrainingMatrixProducts(CONFIG, BATCH * LENGTH, manager);
        turn();
    }

    @Override
    public List<BenchmarkRow> rows() {
        return List.of(
                new BenchmarkRow(RATE, "GFLOP/s").against("torch", 1.0),
                new BenchmarkRow(SHARE, "share").atLeast(0.75),
                new BenchmarkRow(PRODUCTS, "share"));
    }

    @Override
    public Map<String, Double> turn() {
        double machine = Roofline.multiplying();
        double step = rate(seconds(this::step));
        double alone = rate(seconds(_ -> products.seconds()));
        var turn = new LinkedHashMap<String, Double>();
        turn.put(RATE, step / 1e9);
        turn.put(SHARE, step / machine);
        turn.put(PRODUCTS, alone / machine);
        return turn;
    }

    private double step(int step) {
        var batch = RandomBatch.of(step, BATCH, LENGTH, 0, CONFIG.vocabulary());
        long start = System.nanoTime();
        trainer.gradients(step, batch);
        return (System.nanoTime() - start) / 1e9;
    }

    private static double seconds(IntToDoubleFunction step) {
        return Median.of(IntStream.range(0, STEPS).mapToDouble(step).toArray());
    }

    /** Operations per second: 6 per weight and token, as the reference counts. */
    private double rate(double seconds) {
        return 6.0 * weights.size() * BATCH * LENGTH / seconds;
    }

    @Override
    public void close() {
        manager.close();
    }
}
