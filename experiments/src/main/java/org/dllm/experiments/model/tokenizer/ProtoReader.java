package org.dllm.experiments.model.tokenizer;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.file.Path;

/** Iterates over the fields of a protocol buffer and skips values that the caller does not read. */
final class ProtoReader {

    private final Path file;
    private final CodedInputStream in;
    private final int start;
    private int tag;
    private boolean unread;

    private ProtoReader(Path file, byte[] bytes, int start) {
        this.file = file;
        this.in = CodedInputStream.newInstance(bytes);
        this.start = start;
    }

    static ProtoReader of(Path file, byte[] bytes) {
        return new ProtoReader(file, bytes, 0);
    }

    /** Moves to the next field; returns false at the end. */
    boolean next() {
        if (unread) {
            read(() -> in.skipField(tag));
        }
        tag = read(in::readTag);
        unread = tag != 0;
        return unread;
    }

    int field() {
        return WireFormat.getTagFieldNumber(tag);
    }

    int integer() {
        return value(WireFormat.WIRETYPE_VARINT, in::readInt32);
    }

    float float32() {
        return value(WireFormat.WIRETYPE_FIXED32, in::readFloat);
    }

    byte[] bytes() {
        return value(WireFormat.WIRETYPE_LENGTH_DELIMITED, in::readByteArray);
    }

    String text() {
        return value(WireFormat.WIRETYPE_LENGTH_DELIMITED, in::readString);
    }

    ProtoReader message() {
        byte[] content = bytes();
        return new ProtoReader(file, content, start + in.getTotalBytesRead() - content.length);
    }

    private interface Reading<T> {
        T read() throws IOException;
    }

    private <T> T value(int expected, Reading<T> reading) {
        int found = WireFormat.getTagWireType(tag);
        if (found != expected) {
            throw new TokenizerException(
                    at(
                            "field %d: expected the wire type %d, found %d"
                                    .formatted(field(), expected, found)));
        }
        unread = false;
        return read(reading);
    }

    private <T> T read(Reading<T> reading) {
        try {
            return reading.read();
        } catch (IOException e) {
            throw new TokenizerException(at(String.valueOf(e.getMessage())), e);
        }
    }

    private String at(String problem) {
        return "%s: not a SentencePiece model: at offset %d: %s"
                .formatted(file, start + in.getTotalBytesRead(), problem);
    }
}
