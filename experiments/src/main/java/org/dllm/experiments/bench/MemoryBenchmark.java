package org.dllm.experiments.bench;

import java.util.List;
import java.util.Map;
import org.dllm.experiments.model.Decoder;
import org.dllm.experiments.model.Generator;
import org.dllm.experiments.model.LlamaWeights;
import org.dllm.experiments.model.Prompt;
import org.dllm.experiments.model.Sampling;
import org.dllm.experiments.routing.Gate;

/** Measures growth of resident memory over a thousand decode steps, to detect leaks. */
public final class MemoryBenchmark implements Benchmark {

    private static final String NAME = "resident memory, decode step 1,000 / step 100";

    /** Maximum growth: constant memory, except for what the allocator caches. */
    static final double MOST = 1.02;

    private static final int ANSWER = 100;

    private final Decoder decoder;

    public MemoryBenchmark(LlamaWeights weights) {
        decoder = new Decoder(weights);
    }

    @Override
    public List<BenchmarkRow> rows() {
        return List.of(new BenchmarkRow(NAME, "ratio").atMost(MOST));
    }

    @Override
    public Map<String, Double> turn() {
        var generator = new Generator(decoder, Sampling.GREEDY);
        var prompt = List.of(new Prompt(0, new int[] {1, 2, 3}));
        generator.generate(prompt, Gate.DENSE, ANSWER, _ -> false);
        double early = MachineInfo.residentBytes().orElse(0);
        for (int done = ANSWER; done < 1000; done += ANSWER) {
            generator.generate(prompt, Gate.DENSE, ANSWER, _ -> false);
        }
        return Map.of(NAME, MachineInfo.residentBytes().orElse(0) / early);
    }

    @Override
    public void close() {
        decoder.close();
    }
}
