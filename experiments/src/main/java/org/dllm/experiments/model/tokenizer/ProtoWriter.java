package org.dllm.experiments.model.tokenizer;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Writes the fields of a protocol buffer. */
final class ProtoWriter {

    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private final CodedOutputStream out = CodedOutputStream.newInstance(content);

    ProtoWriter integer(int field, int value) {
        return write(() -> out.writeInt32(field, value));
    }

    ProtoWriter flag(int field, boolean value) {
        return write(() -> out.writeBool(field, value));
    }

    ProtoWriter float32(int field, float value) {
        return write(() -> out.writeFloat(field, value));
    }

    ProtoWriter bytes(int field, byte[] value) {
        return write(() -> out.writeByteArray(field, value));
    }

    ProtoWriter text(int field, String value) {
        return write(() -> out.writeString(field, value));
    }

    ProtoWriter message(int field, ProtoWriter value) {
        return bytes(field, value.content());
    }

    byte[] content() {
        write(out::flush);
        return content.toByteArray();
    }

    private interface Writing {
        void write() throws IOException;
    }

    private ProtoWriter write(Writing writing) {
        try {
            writing.write();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
