package org.dllm.experiments.prune;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.dllm.experiments.method.BlockRanking;
import org.dllm.experiments.model.io.ModelFile;
import org.dllm.experiments.model.io.ModelFiles;
import org.dllm.experiments.model.tokenizer.Tokenizer;
import org.dllm.experiments.model.tokenizer.Tokenizers;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** SmolLM2-135M has the block scores computed with transformers. */
@Tag("data")
class ShortenedLlamaGoldenTests {

    private static final Path DATA =
            Path.of(Objects.requireNonNull(System.getenv("DLLM_DATA_DIR")));

    @Test
    void likelihoodsWithoutEachBlockAreThoseRecorded() throws Exception {
        JsonNode golden = golden();
        BlockRanking ranking = rank(Importance.PERPLEXITY);
        for (int block = 0; block < ranking.scores().size(); block++) {
            assertThat(ranking.scores().get(block))
                    .isCloseTo(
                            golden.get("nll_without").get(block).asDouble(), Offset.offset(1e-4));
        }
        assertThat(ranking.order()).isEqualTo(integers(golden.get("ppl_order")));
    }

    @Test
    void taylorScoresAreThoseRecorded() throws Exception {
        JsonNode golden = golden();
        BlockRanking ranking = rank(Importance.TAYLOR);
        for (int block = 0; block < ranking.scores().size(); block++) {
            assertThat(ranking.scores().get(block))
                    .isCloseTo(
                            golden.get("taylor").get(block).asDouble(),
                            Percentage.withPercentage(0.1));
        }
        assertThat(ranking.order()).isEqualTo(integers(golden.get("taylor_order")));
    }

    private static BlockRanking rank(Importance by) throws Exception {
        Path model = DATA.resolve("models/smollm2-135m/SmolLM2-135M-Instruct.Q4_1.gguf");
        try (ModelFile file = ModelFiles.open(model);
                Tokenizer tokenizer = Tokenizers.of(file.tokenizer().orElseThrow());
                NDManager manager = NDManager.newBaseManager()) {
            int[] ids = tokenizer.encode(text());
            List<int[]> rows =
                    IntStream.range(0, 4)
                            .mapToObj(row -> Arrays.copyOfRange(ids, 128 * row, 128 * (row + 1)))
                            .toList();
            return by.rank(file.config(), file::float32, rows, manager);
        }
    }

    /** Characters 20,000 to 40,000, counted in code points. */
    private static String text() throws Exception {
        String all = Files.readString(DATA.resolve("data/wikitext2/wiki.valid.tokens"));
        return all.substring(all.offsetByCodePoints(0, 20_000), all.offsetByCodePoints(0, 40_000));
    }

    private static JsonNode golden() throws Exception {
        return new ObjectMapper()
                .readTree(Files.readString(DATA.resolve("golden/shortened-llama.json")));
    }

    private static List<Integer> integers(JsonNode array) {
        return array.valueStream().map(JsonNode::asInt).toList();
    }
}
