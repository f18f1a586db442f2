package org.dllm.experiments.model.tokenizer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Walks over the fields of a protocol buffer. */
final class ProtoReader {

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;

    private final Path file;
    private final ByteBuffer in;
    private final int start;
    private int field;
    private int wire;
    private long number;
    private ByteBuffer content;

    private ProtoReader(Path file, ByteBuffer in, int start) {
        this.file = file;
        this.in = in;
        this.start = start;
        this.content = in;
    }

    static ProtoReader of(Path file, byte[] bytes) {
        return new ProtoReader(file, ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN), 0);
    }

    /** Moves to the next field; false at the end. */
    boolean next() {
        if (!in.hasRemaining()) {
            return false;
        }
        long tag = varint();
        field = (int) (tag >>> 3);
        wire = (int) tag & 7;
        switch (wire) {
            case VARINT -> number = varint();
            case FIXED64 -> content = take(8);
            case FIXED32 -> content = take(4);
            case BYTES -> content = take(varint());
            default -> throw error("a field has an unknown wire type");
        }
        return true;
    }

    int field() {
        return field;
    }

    int integer() {
        want(VARINT);
        return (int) number;
    }

    float float32() {
        want(FIXED32);
        return content.getFloat(0);
    }

    byte[] bytes() {
        want(BYTES);
        var bytes = new byte[content.remaining()];
        content.get(content.position(), bytes);
        return bytes;
    }

    String text() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    ProtoReader message() {
        want(BYTES);
        return new ProtoReader(file, content, start + in.position() - content.limit());
    }

    private void want(int expected) {
        if (wire != expected) {
            throw error(
                    "field %d should have the wire type %d, but has another"
                            .formatted(field, expected));
        }
    }

    private ByteBuffer take(long length) {
        if (length < 0 || length > in.remaining()) {
            throw error(
                    "a field reaches past the end of the %d bytes around it".formatted(in.limit()));
        }
        var taken = in.slice(in.position(), (int) length).order(ByteOrder.LITTLE_ENDIAN);
        in.position(in.position() + (int) length);
        return taken;
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (!in.hasRemaining()) {
                throw error("a number is cut short");
            }
            byte b = in.get();
            value |= (long) (b & 0x7F) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw error("a number is longer than 64 bits");
    }

    private TokenizerException error(String problem) {
        return new TokenizerException(
                "%s: is no SentencePiece model: at offset %d %s"
                        .formatted(file, start + in.position(), problem));
    }
}
