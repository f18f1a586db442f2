package org.dllm.experiments.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.assertj.core.data.Offset;
import org.dllm.experiments.model.io.ModelFile;
import org.dllm.experiments.model.io.ModelFiles;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** After each block, SmolLM2-135M predicts what transformers predicts from the hidden state. */
@Tag("data")
class AdaInferGoldenTests {

    private static final Path DATA =
            Path.of(Objects.requireNonNull(System.getenv("DLLM_DATA_DIR")));

    @Test
    void featuresAfterEachBlockAreThoseRecorded() throws Exception {
        Path model = DATA.resolve("models/smollm2-135m/SmolLM2-135M-Instruct.Q4_1.gguf");
        JsonNode golden =
                new ObjectMapper()
                        .readTree(Files.readString(DATA.resolve("golden/adainfer-features.json")));
        assertThat(golden).hasSize(4);
        try (ModelFile file = ModelFiles.open(model);
                NDManager manager = NDManager.newBaseManager();
                var weights =
                        LlamaWeights.load(
                                file.config(),
                                (name, room) -> file.float32(name, room),
                                manager,
                                Precision.FP32);
                var decoder = new Decoder(weights)) {
            for (JsonNode one : golden) {
                int[] ids = one.get("ids").valueStream().mapToInt(JsonNode::asInt).toArray();
                var sequence = List.of(new Prompt(0, ids));
                int[] last = {ids.length - 1};
                assertThat(one.get("after_block")).hasSize(30);
                for (int block = 0; block < 30; block++) {
                    JsonNode expected = one.get("after_block").get(block);
                    LayerPredictions found =
                            LayerPredictions.after(block, decoder, sequence).at(last);
                    assertThat(found.best()).containsExactly(expected.get("argmax").asLong());
                    assertClose(found.top()[0], expected.get("top"));
                    assertClose(found.gap()[0], expected.get("gap"));
                }
            }
        }
    }

    private static void assertClose(float found, JsonNode expected) {
        assertThat((double) found).isCloseTo(expected.asDouble(), Offset.offset(1e-4));
    }
}
