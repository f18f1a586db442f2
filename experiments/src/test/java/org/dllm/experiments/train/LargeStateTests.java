package org.dllm.experiments.train;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.dllm.experiments.FreshProcess;
import org.dllm.experiments.checkpoint.Checkpoints;
import org.dllm.experiments.method.Dense;
import org.dllm.experiments.model.LlamaConfig;
import org.dllm.experiments.model.Rope;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Weights and moments are outside Java's heap and may be larger than it. */
@Tag("slow")
class LargeStateTests {

    private static final LlamaConfig CONFIG =
            new LlamaConfig(2, 256, 512, 4, 4, 64, 16_384, 64, 1e-5, new Rope(10_000, null), true);

    @Test
    void aStateLargerThanTheHeapIsWrittenAndRestored(@TempDir Path folder) throws IOException {
        var process = FreshProcess.of(List.of("-Xmx64m"), LargeStateTests.class, folder.toString());
        String output = process.output();
        assertThat(output).contains("the same weights");
    }

    /** Makes a step, writes a checkpoint, makes another step and restores the checkpoint. */
    public static void main(String[] arguments) {
        try (NDManager manager = NDManager.newBaseManager()) {
            var weights =
                    new TrainableWeights(
                            new Recipe(CONFIG, new Dense(), null, "fp32"),
                            new InitialWeights(CONFIG, Tiny.STREAMS),
                            Tiny.STREAMS,
                            manager.newSubManager());
            var trainer =
                    new Trainer(Tiny.training(2, 2, 1, 1e-2), weights, Tiny.STREAMS, 2, manager);
            var batches = Tiny.batches(4);
            trainer.step(0, batches.next(2));
            var checkpoints = new Checkpoints(Path.of(arguments[0]));
            double before = sum(weights);
            long bytes = checkpoints.write(1, TrainingState.of(weights, trainer, Map.of())).bytes();
            if (bytes < Runtime.getRuntime().maxMemory()) {
                throw new AssertionError("%,d bytes are no more than the heap".formatted(bytes));
            }
            trainer.step(1, batches.next(2));
            double later = sum(weights);
            TrainingState.restore(
                    checkpoints.newest(System.out::println).orElseThrow().snapshot(),
                    weights,
                    trainer);
            if (sum(weights) == before && later != before) {
                System.out.println("the same weights");
            }
        }
    }

    private static double sum(TrainableWeights weights) {
        return weights.parameters().stream()
                .mapToDouble(parameter -> {
                    try (var sum = parameter.value().square().sum()) {
                        return sum.getFloat();
                    }
                })
                .sum();
    }
}
