package org.dllm.experiments.bench;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.dllm.experiments.lora.LoraSpec;
import org.dllm.experiments.method.AlphaSpec;
import org.dllm.experiments.method.Dllm;
import org.dllm.experiments.method.KeepSpec;
import org.dllm.experiments.model.LlamaConfig;
import org.dllm.experiments.model.Rope;
import org.dllm.experiments.random.RandomStreams;
import org.dllm.experiments.routing.TokenMlp;
import org.dllm.experiments.train.InitialWeights;
import org.dllm.experiments.train.Recipe;
import org.dllm.experiments.train.TrainableWeights;
import org.dllm.experiments.train.Trainer;

/**
 * Measures growth of resident memory over a thousand training steps of D-LLM with LoRA, to detect
 * leaks.
 */
public final class TrainingMemoryBenchmark implements Benchmark {

    private static final String NAME = "resident memory, training step 1,000 / step 100";
    private static final int EARLY = 100;
    private static final int LATE = 1000;
    private static final int LENGTH = 32;
    private static final LlamaConfig CONFIG =
            new LlamaConfig(4, 64, 172, 4, 2, 16, 512, 64, 1e-5, new Rope(10_000, null), true);

    @Override
    public List<BenchmarkRow> rows() {
        return List.of(new BenchmarkRow(NAME, "ratio").atMost(MemoryBenchmark.MOST));
    }

    @Override
    public Map<String, Double> turn() {
        return Map.of(NAME, growth());
    }

    /** Ratio of resident memory after 1,000 steps to that after 100 steps. */
    static double growth() {
        var streams = new RandomStreams(0);
        var method =
                new Dllm(
                        0.5,
                        new AlphaSpec(1, "constant"),
                        new KeepSpec(1, 2),
                        true,
                        new TokenMlp(32));
        var lora = new LoraSpec(4, 1, 0.05, new TreeSet<>(List.of("q", "v")));
        try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
            var weights =
                    new TrainableWeights(
                            new Recipe(CONFIG, method, lora, "fp32"),
                            new InitialWeights(CONFIG, streams),
                            streams,
                            manager.newSubManager());
            var trainer = new Trainer(RandomBatch.training(4), weights, streams, LATE, manager);
            double early = 0;
            for (int step = 0; step < LATE; step++) {
                if (step == EARLY) {
                    early = MachineInfo.residentBytes().orElse(0);
                }
                // lengths vary from step to step, as in real batches
                int length = LENGTH - step % 7;
                trainer.step(step, RandomBatch.of(step, 4, length, 8, CONFIG.vocabulary()));
            }
            return MachineInfo.residentBytes().orElse(0) / early;
        }
    }

    @Override
    public void close() {}
}
