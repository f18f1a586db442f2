package org.dllm.experiments.model.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ProtoReaderTests {

    private static final Path FILE = Path.of("tokenizer.model");

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CodedOutputStream out = CodedOutputStream.newInstance(bytes);

    private ProtoReader reader() throws IOException {
        out.flush();
        return ProtoReader.of(FILE, bytes.toByteArray());
    }

    private static void move(ProtoReader reader, int field) {
        do {
            assertThat(reader.next()).isTrue();
        } while (reader.field() != field);
    }

    @Test
    void unreadValuesAreSkipped() throws IOException {
        out.writeString(1, "é");
        out.writeFixed64(2, 9);
        out.writeByteArray(3, new byte[300]);
        out.writeInt32(4, -1);
        out.writeFloat(5, -2.5f);
        ProtoReader reader = reader();
        assertThat(reader.next()).isTrue();
        assertThat(reader.text()).isEqualTo("é");
        move(reader, 4);
        assertThat(reader.integer()).isEqualTo(-1);
        assertThat(reader.next()).isTrue();
        assertThat(reader.float32()).isEqualTo(-2.5f);
        assertThat(reader.next()).isFalse();
    }

    @Test
    void errorsInNestedMessagesGiveTheOffsetInTheFile() throws IOException {
        out.writeByteArray(1, "0123456789".getBytes(StandardCharsets.US_ASCII));
        // field 1 with a length of 100 bytes
        out.writeByteArray(2, new byte[] {0x0a, 100});
        ProtoReader reader = reader();
        move(reader, 2);
        ProtoReader message = reader.message();
        assertThat(message.next()).isTrue();
        assertThatThrownBy(message::bytes)
                .isInstanceOf(TokenizerException.class)
                .hasMessageStartingWith(
                        "tokenizer.model: not a SentencePiece model: at offset 16: ")
                .hasMessageContaining("truncated");
    }

    @Test
    void aFieldOfAnotherTypeIsRejected() throws IOException {
        out.writeInt32(7, 1);
        ProtoReader reader = reader();
        assertThat(reader.next()).isTrue();
        assertThatThrownBy(reader::float32)
                .isInstanceOf(TokenizerException.class)
                .hasMessageEndingWith("field 7: expected the wire type 5, found 0");
    }
}
