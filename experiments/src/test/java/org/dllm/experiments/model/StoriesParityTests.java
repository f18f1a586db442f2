package org.dllm.experiments.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.dllm.experiments.model.io.ModelFile;
import org.dllm.experiments.model.io.ModelFiles;
import org.dllm.experiments.model.tokenizer.Tokenizer;
import org.dllm.experiments.model.tokenizer.Tokenizers;
import org.dllm.experiments.routing.Gate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Results of stories260K match those recorded with llama2.c. */
@Tag("data")
class StoriesParityTests {

    private static final int BOS = 1;

    private NDManager manager;
    private LlamaWeights weights;

    @BeforeEach
    void model() {
        manager = NDManager.newBaseManager();
        try (ModelFile file =
                ModelFiles.open(data().resolve("models/stories260K/stories260K.bin"))) {
            weights = LlamaWeights.load(file, manager, Precision.FP32);
        }
    }

    @AfterEach
    void free() {
        manager.close();
    }

    @Test
    void theStoryFromAnEmptyPromptMatchesTheRecord() throws Exception {
        Path folder = data().resolve("models/stories260K");
        String recorded = Files.readString(folder.resolve("greedy-200.txt"));
        try (ModelFile file = ModelFiles.open(folder.resolve("stories260K.bin"));
                Tokenizer tokenizer = Tokenizers.of(file.tokenizer().orElseThrow());
                var decoder = new Decoder(weights)) {
            int[] prompt = tokenizer.encodePrompt("");
            assertThat(prompt).containsExactly(BOS);
            int[] generated =
                    new Generator(decoder, Sampling.GREEDY)
                            .generate(
                                    List.of(new Prompt(0, prompt)),
                                    Gate.DENSE,
                                    200,
                                    id -> id == BOS)
                            .getFirst()
                            .ids();
            assertThat(tokenizer.decode(generated)).isEqualTo(recorded);
        }
    }

    private static Path data() {
        return Path.of(Objects.requireNonNull(System.getenv("DLLM_DATA_DIR")));
    }

    @Test
    void storiesDoNotDependOnTheBatch() {
        try (var decoder = new Decoder(weights)) {
            var generator = new Generator(decoder, Sampling.GREEDY);
            var prompts = TinyLlama.prompts(weights.config(), 1, 30, 4, 11);
            var together = generator.generate(prompts, Gate.DENSE, 60, id -> id == BOS);
            for (int i = 0; i < prompts.size(); i++) {
                var alone =
                        generator.generate(
                                prompts.subList(i, i + 1), Gate.DENSE, 60, id -> id == BOS);
                assertThat(together.get(i).ids()).isEqualTo(alone.getFirst().ids());
            }
        }
    }
}
