package org.dllm.experiments.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.assertj.core.data.Offset;
import org.dllm.experiments.model.io.ModelFile;
import org.dllm.experiments.model.io.ModelFiles;
import org.dllm.experiments.model.tokenizer.Tokenizer;
import org.dllm.experiments.model.tokenizer.Tokenizers;
import org.dllm.experiments.routing.Gate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Results of SmolLM2-135M match those recorded with Hugging Face transformers. */
@Tag("data")
class SmolLm2ParityTests {

    private static final Path FOLDER =
            Path.of(Objects.requireNonNull(System.getenv("DLLM_DATA_DIR")))
                    .resolve("models/smollm2-135m");
    private static final int END = 2;

    private static NDManager manager;
    private static LlamaWeights weights;
    private static Decoder decoder;
    private static JsonNode golden;

    @BeforeAll
    static void model() throws Exception {
        manager = NDManager.newBaseManager();
        golden = new ObjectMapper().readTree(Files.readString(FOLDER.resolve("golden.json")));
        try (ModelFile file = ModelFiles.open(FOLDER.resolve("SmolLM2-135M-Instruct.Q4_1.gguf"))) {
            weights = LlamaWeights.load(file, manager, Precision.FP32);
        }
        decoder = new Decoder(weights);
    }

    @AfterAll
    static void free() {
        manager.close();
    }

    @Test
    void theTenBestNextTokensMatchTheRecord() {
        for (JsonNode one : golden.get("cases")) {
            var packed = new PackedPrompts(List.of(new Prompt(0, ints(one.get("ids")))));
            try (NDManager scope = manager.newSubManager()) {
                var x = decoder.prefill(packed, Gate.DENSE, 0, scope).x();
                float[] logits = decoder.logits(x, scope.create(packed.ends())).toFloatArray();
                int[] best =
                        IntStream.range(0, logits.length)
                                .boxed()
                                .sorted((a, b) -> Float.compare(logits[b], logits[a]))
                                .limit(10)
                                .mapToInt(Integer::intValue)
                                .toArray();
                for (int i = 0; i < best.length; i++) {
                    JsonNode expected = one.get("last_logits_top10").get(i);
                    assertThat(best[i]).isEqualTo(expected.get(0).asInt());
                    assertThat((double) logits[best[i]])
                            .isCloseTo(expected.get(1).asDouble(), Offset.offset(1e-3));
                }
            }
        }
    }

    @Test
    void likelihoodsMatchTheRecord() {
        for (JsonNode one : golden.get("cases")) {
            var prompt = new Prompt(0, ints(one.get("ids")));
            double nll =
                    new Scorer(decoder).score(List.of(prompt), Gate.DENSE).getFirst().meanNll();
            assertThat(nll).isCloseTo(one.get("mean_nll").asDouble(), Offset.offset(1e-4));
        }
    }

    @Test
    void wikiTextLikelihoodMatchesTheRecord() throws Exception {
        JsonNode recorded = golden.get("wikitext");
        String text =
                Files.readString(FOLDER.resolve("../../data/wikitext2/wiki.valid.tokens"))
                        .substring(0, 6000);
        try (ModelFile file = open();
                Tokenizer tokenizer = Tokenizers.of(file.tokenizer().orElseThrow())) {
            int[] ids = Arrays.copyOf(tokenizer.encodePrompt(text), recorded.get("n").asInt());
            assertThat(Arrays.copyOf(ids, 32)).isEqualTo(ints(recorded.get("first_ids")));
            Score score =
                    new Scorer(decoder).score(List.of(new Prompt(0, ids)), Gate.DENSE).getFirst();
            assertThat(score.meanNll())
                    .isCloseTo(recorded.get("mean_nll").asDouble(), Offset.offset(1e-4));
            for (int i = 0; i < 16; i++) {
                assertThat((double) score.nll()[i])
                        .isCloseTo(
                                recorded.get("nll_first16").get(i).asDouble(), Offset.offset(1e-3));
            }
        }
    }

    @Test
    void promptIdsMatchTheRecord() {
        try (ModelFile file = open();
                Tokenizer tokenizer = Tokenizers.of(file.tokenizer().orElseThrow())) {
            for (JsonNode one : golden.get("cases")) {
                assertThat(tokenizer.encodePrompt(one.get("prompt").asString()))
                        .isEqualTo(ints(one.get("ids")));
            }
        }
    }

    private static ModelFile open() {
        return ModelFiles.open(FOLDER.resolve("SmolLM2-135M-Instruct.Q4_1.gguf"));
    }

    @Test
    void greedyTextsMatchTheRecord() {
        var cases = StreamSupport.stream(golden.get("cases").spliterator(), false).toList();
        var generator = new Generator(decoder, Sampling.GREEDY);
        for (JsonNode one : cases) {
            var prompt = new Prompt(0, ints(one.get("ids")));
            var recorded = generator.generate(List.of(prompt), Gate.DENSE, 64, id -> id == END);
            assertThat(recorded.getFirst().ids()).isEqualTo(ints(one.get("greedy_ids")));
        }
        var prompts =
                IntStream.range(0, cases.size())
                        .mapToObj(i -> new Prompt(i, ints(cases.get(i).get("ids"))))
                        .toList();
        var together = generator.generate(prompts, Gate.DENSE, 64, id -> id == END);
        for (int i = 0; i < prompts.size(); i++) {
            assertThat(together.get(i).ids()).isEqualTo(ints(cases.get(i).get("greedy_ids")));
        }
    }

    private static int[] ints(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).mapToInt(JsonNode::asInt).toArray();
    }
}
