package org.dllm.experiments.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.dllm.experiments.model.io.ModelFile;
import org.dllm.experiments.model.io.ModelFiles;
import org.dllm.experiments.model.tokenizer.Tokenizer;
import org.dllm.experiments.model.tokenizer.Tokenizers;
import org.dllm.experiments.routing.Gate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The forms of the model agree on trained weights, not only on random ones. */
@Tag("data")
class StoriesParityTests {

    private static final Gate D_LLM = ((Gate) (_, _, _) -> Gate.ASK).keeping(2, 2);
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

    // acceptance checks (a) and (b) on trained weights
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void skippingForRealAgreesWithTheMaskedForm(boolean evict) {
        var routers = Optional.of(TinyLlama.routers(weights.config(), 2, 32, -1, manager));
        var masked = new MaskedForward(weights, routers, evict);
        try (var decoder = new Decoder(weights, List.of(), routers, evict)) {
            var generator = new Generator(decoder, Sampling.GREEDY);
            var prompts =
                    List.of(
                            new Prompt(0, new int[] {BOS}),
                            new Prompt(1, new int[] {BOS, 403, 407}));
            List<Generation> told = generator.generate(prompts, D_LLM, 120, id -> id == BOS);
            for (int i = 0; i < prompts.size(); i++) {
                int[] whole = concat(prompts.get(i).ids(), told.get(i).ids());
                var sequence = new Prompt(i, whole);
                Score expected = DecoderTests.masked(masked, sequence, D_LLM);
                Score actual = new Scorer(decoder).score(List.of(sequence), D_LLM).getFirst();
                DecoderTests.assertSame(actual, expected);
                // the last generated token was never read
                Trace trace = told.get(i).trace();
                assertThat(trace.tokens()).isEqualTo(whole.length - 1);
                long skipped = 0;
                for (int p = 0; p < trace.tokens(); p++) {
                    for (int l = 0; l < trace.layers(); l++) {
                        assertThat(trace.executed(p, l)).isEqualTo(expected.trace().executed(p, l));
                        skipped += trace.executed(p, l) ? 0 : 1;
                    }
                }
                assertThat(skipped).isGreaterThan(trace.tokens() / 2);
            }
        }
    }

    @Test
    void theStoryFromNothingIsTheRecordedOne() throws Exception {
        Path folder = data().resolve("models/stories260K");
        String recorded = Files.readString(folder.resolve("greedy-200.txt"));
        try (ModelFile file = ModelFiles.open(folder.resolve("stories260K.bin"));
                Tokenizer tokenizer = Tokenizers.of(file.tokenizer().orElseThrow());
                var decoder = new Decoder(weights)) {
            int[] prompt = tokenizer.encodePrompt("");
            assertThat(prompt).containsExactly(BOS);
            int[] told =
                    new Generator(decoder, Sampling.GREEDY)
                            .generate(
                                    List.of(new Prompt(0, prompt)),
                                    Gate.DENSE,
                                    200,
                                    id -> id == BOS)
                            .getFirst()
                            .ids();
            assertThat(tokenizer.decode(told)).isEqualTo(recorded);
        }
    }

    private static Path data() {
        return Path.of(Objects.requireNonNull(System.getenv("DLLM_DATA_DIR")));
    }

    @Test
    void aBatchTellsEachStoryAsAlone() {
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

    private static int[] concat(int[] a, int[] b) {
        return IntStream.concat(IntStream.of(a), IntStream.of(b)).toArray();
    }
}
