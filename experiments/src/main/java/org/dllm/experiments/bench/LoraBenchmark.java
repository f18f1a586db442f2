package org.dllm.experiments.bench;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.dllm.experiments.eval.Median;
import org.dllm.experiments.lora.LoraSpec;
import org.dllm.experiments.method.AlphaSpec;
import org.dllm.experiments.method.Dense;
import org.dllm.experiments.method.Dllm;
import org.dllm.experiments.method.KeepSpec;
import org.dllm.experiments.method.MethodSpec;
import org.dllm.experiments.model.LlamaConfig;
import org.dllm.experiments.model.LlamaWeights;
import org.dllm.experiments.random.RandomStreams;
import org.dllm.experiments.routing.TokenMlp;
import org.dllm.experiments.train.Recipe;
import org.dllm.experiments.train.TrainableWeights;
import org.dllm.experiments.train.Trainer;

/**
 * Measures training steps, optimiser included, with LoRA of rank 8 on q, k and v and a frozen base:
 * dense, and with D-LLM's routers, decisions and eviction.
 */
public final class LoraBenchmark implements Benchmark {

    private static final String ALL =
            "SmolLM2-135M: LoRA training, 4 x 128, all tokens are targets";
    private static final String HALF =
            "SmolLM2-135M: LoRA training, 4 x 128, half of the tokens are targets";
    private static final String DLLM =
            "SmolLM2-135M: D-LLM training, 4 x 128, half of the tokens are targets";
    private static final String COST = "training speed of D-LLM / dense LoRA (at least 1 / 1.35)";
    private static final int BATCH = 4;
    private static final int LENGTH = 128;
    private static final int STEPS = 3;

    private final NDManager manager = NDManager.newBaseManager(Device.cpu());
    private final LlamaConfig config;
    private final Trainer dense;
    private final Trainer dllm;

    public LoraBenchmark(LlamaConfig config, LlamaWeights.Source source) {
        this.config = config;
        dense = trainer(new Dense(), source);
        var alpha = new AlphaSpec(1, "constant");
        dllm = trainer(new Dllm(0.5, alpha, new KeepSpec(2, 2), true, new TokenMlp(512)), source);
        tokensPerSecond(dense, 0);
        tokensPerSecond(dllm, 0);
    }

    private Trainer trainer(MethodSpec method, LlamaWeights.Source source) {
        var streams = new RandomStreams(0);
        var lora = new LoraSpec(8, 1, 0, new TreeSet<>(List.of("q", "k", "v")));
        var weights =
                new TrainableWeights(
                        new Recipe(config, method, lora, "fp32"),
                        source,
                        streams,
                        manager.newSubManager());
        return new Trainer(RandomBatch.training(BATCH), weights, streams, 1, manager);
    }

    @Override
    public List<BenchmarkRow> rows() {
        String line = "LoRA q,k,v rank 8 training";
        return List.of(
                new BenchmarkRow(ALL, "tokens/s").against(line),
                new BenchmarkRow(HALF, "tokens/s").against(line, 1.1),
                new BenchmarkRow(DLLM, "tokens/s").against(line),
                new BenchmarkRow(COST, "ratio").atLeast(1 / 1.35));
    }

    @Override
    public Map<String, Double> turn() {
        var turn = new LinkedHashMap<String, Double>();
        turn.put(ALL, tokensPerSecond(dense, 0));
        turn.put(HALF, tokensPerSecond(dense, LENGTH / 2));
        turn.put(DLLM, tokensPerSecond(dllm, LENGTH / 2));
        turn.put(COST, turn.get(DLLM) / turn.get(HALF));
        return turn;
    }

    private double tokensPerSecond(Trainer trainer, int prompt) {
        double[] seconds = new double[STEPS];
        for (int step = 0; step < STEPS; step++) {
            var batch = RandomBatch.of(step, BATCH, LENGTH, prompt, config.vocabulary());
            long start = System.nanoTime();
            trainer.step(step, batch);
            seconds[step] = (System.nanoTime() - start) / 1e9;
        }
        return BATCH * LENGTH / Median.of(seconds);
    }

    @Override
    public void close() {
        manager.close();
    }
}
