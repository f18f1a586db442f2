package org.dllm.experiments.model.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class BlockDecoderTests {

    // expected values: random blocks decoded by the Python package gguf, see "made" in the file
    private static final String GOLDEN = "blocks.json";

    @ParameterizedTest
    @EnumSource
    void everyFormatDecodesLikeTheReference(TensorType type) throws IOException {
        JsonNode golden;
        try (var in = BlockDecoderTests.class.getResourceAsStream(GOLDEN)) {
            golden = new JsonMapper().readTree(in).path("formats").path(type.name());
        }
        byte[] packed = Base64.getDecoder().decode(golden.path("packed").stringValue());
        float[] expected = floats(golden.path("values").stringValue());
        assertThat(type.bytes(expected.length)).isEqualTo(packed.length);

        var values = new float[expected.length];
        BlockDecoder.of(type).decode(packed, values);

        assertThat(values).isEqualTo(expected);
    }

    private static float[] floats(String base64) {
        var buffer =
                ByteBuffer.wrap(Base64.getDecoder().decode(base64))
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .asFloatBuffer();
        var floats = new float[buffer.remaining()];
        buffer.get(floats);
        return floats;
    }
}
