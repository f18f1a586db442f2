package org.dllm.experiments.model.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteOrder;
import java.nio.file.Path;
import org.dllm.experiments.model.LlamaConfig;
import org.dllm.experiments.model.Rope;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("data")
class StoriesTests {

    private static final Path STORIES =
            Path.of(System.getenv("DLLM_DATA_DIR"), "models", "stories260K", "stories260K.bin");

    @Test
    void theShapeIsReadFromALegacyFile() {
        try (var model = ModelFiles.open(STORIES)) {
            assertThat(model.config())
                    .isEqualTo(
                            new LlamaConfig(
                                    5,
                                    64,
                                    172,
                                    8,
                                    4,
                                    8,
                                    512,
                                    512,
                                    1e-5,
                                    new Rope(1e4, null),
                                    true));
            assertThat(model.tensors()).hasSize(5 * 9 + 2);
            assertThat(model.tensors().values().stream().mapToLong(t -> t.shape().size()).sum())
                    .isEqualTo(260_032);
            assertThat(model.tokenizer()).isPresent();
        }
    }

    @Test
    void pairedRotaryRowsAreReorderedToHalves() {
        try (var model = ModelFiles.open(STORIES)) {
            String name = "model.layers.2.self_attn.k_proj.weight";
            var info = model.info(name);
            var raw =
                    MappedFile.open(STORIES, java.lang.foreign.Arena.ofAuto())
                            .slice(name, info.offset(), info.bytes())
                            .asByteBuffer()
                            .order(ByteOrder.LITTLE_ENDIAN);
            var read = model.float32(name);
            for (int head = 0; head < 4; head++) {
                for (int pair = 0; pair < 4; pair++) {
                    for (int half = 0; half < 2; half++) {
                        int row = head * 8 + half * 4 + pair;
                        int source = head * 8 + 2 * pair + half;
                        assertThat(read.slice(row * 64 * 4, 64 * 4))
                                .isEqualTo(raw.slice(source * 64 * 4, 64 * 4));
                    }
                }
            }
        }
    }
}
