package org.dllm.experiments.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import java.util.Optional;
import java.util.stream.IntStream;
import org.dllm.experiments.bench.MachineInfo;
import org.dllm.experiments.routing.Gate;
import org.dllm.experiments.routing.KvPolicy;
import org.junit.jupiter.api.Test;

/** A request frees the memory that it allocates. */
class DecodeMemoryTests {

    private static final Gate D_LLM = TinyLlama.keeping(2, 2, (_, _, _) -> Gate.ASK);

    @Test
    void residentMemoryIsFlatOverAThousandDecodeSteps() {
        // 40 kB of logits per row, so that a leak of one step's arrays is visible
        var config =
                new LlamaConfig(
                        3, 32, 48, 4, 2, 8, 10_000, 256, 1e-5, new Rope(10_000, null), true);
        try (NDManager manager = NDManager.newBaseManager();
                var weights = TinyLlama.weights(config, manager);
                var decoder =
                        new Decoder(
                                weights,
                                Optional.of(TinyLlama.routers(config, 2, 16, manager)),
                                KvPolicy.EVICT)) {
            write(decoder, 1);
            write(decoder, 8);
            double early = MachineInfo.residentBytes().orElseThrow();
            for (int i = 0; i < 5; i++) {
                write(decoder, 1);
                write(decoder, 8);
            }
            double late = MachineInfo.residentBytes().orElseThrow();
            assertThat(late / early).isLessThan(1.02);
        }
    }

    @Test
    void aRequestFreesItsArrays() {
        try (NDManager manager = NDManager.newBaseManager();
                var weights = TinyLlama.weights(TinyLlama.CONFIG, manager);
                var decoder = new Decoder(weights)) {
            var prompts = TinyLlama.prompts(decoder.config(), 3, 4);
            var generator = new Generator(decoder, Sampling.GREEDY);
            generator.generate(prompts, Gate.DENSE, 2, id -> id < 0);
            int before = decoder.manager().getManagedArrays().size();
            generator.generate(prompts, Gate.DENSE, 2, id -> id < 0);
            assertThat(decoder.manager().getManagedArrays()).hasSize(before);
        }
    }

    /** Generates 100 tokens. */
    private static void write(Decoder decoder, int batch) {
        var prompts = TinyLlama.prompts(decoder.config(), IntStream.range(3, 3 + batch).toArray());
        new Generator(decoder, Sampling.GREEDY).generate(prompts, D_LLM, 101, id -> id < 0);
    }
}
