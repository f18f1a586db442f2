package org.dllm.experiments.model.io;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads the header of a GGUF file from front to back, and never past its end. */
final class GgufCursor {

    /** The longest header that is read; a model's takes a few megabytes. */
    private static final long MAX_HEADER = 100L << 20;

    /**
     * The most values that all lists together may have: each becomes an object, which takes far
     * more than its place in the file. A vocabulary of 256,000 with merges takes 1.3 million.
     */
    private static final int MAX_VALUES = 1 << 23;

    private static final int MAX_NESTING = 2;
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final MappedFile file;
    private long offset;
    private long listed;

    GgufCursor(MappedFile file) {
        this.file = file;
    }

    long offset() {
        return offset;
    }

    int uint8(String what) {
        return take(what, 1).get(ValueLayout.JAVA_BYTE, 0) & 0xFF;
    }

    int int32(String what) {
        return take(what, 4).get(INT, 0);
    }

    long int64(String what) {
        return take(what, 8).get(LONG, 0);
    }

    /** A count of things that take at least {@code leastBytes} each. */
    int count(String what, long leastBytes) {
        long at = offset;
        long count = int64(what);
        long most = Math.min(Integer.MAX_VALUE, (file.size() - offset) / leastBytes);
        if (count < 0 || count > most) {
            throw file.error(
                    "%s at offset %d is %s, but the rest of the file has room for %d at most"
                            .formatted(what, at, Long.toUnsignedString(count), most));
        }
        return (int) count;
    }

    String string(String what) {
        int length = count("the length of " + what, 1);
        byte[] bytes = take(what, length).toArray(ValueLayout.JAVA_BYTE);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /**
     * A metadata value: {@link Long} for every integer, {@link Float}, {@link Double}, {@link
     * Boolean}, {@link String} or a {@link List}.
     */
    Object value(String key) {
        return value(key, int32("the type of " + key), 0);
    }

    private Object value(String key, int type, int nesting) {
        return switch (type) {
            case 0 -> (long) uint8(key);
            case 1 -> (long) (byte) uint8(key);
            case 2 -> take(key, 2).get(SHORT, 0) & 0xFFFFL;
            case 3 -> (long) take(key, 2).get(SHORT, 0);
            case 4 -> Integer.toUnsignedLong(int32(key));
            case 5 -> (long) int32(key);
            case 6 -> Float.intBitsToFloat(int32(key));
            case 7 -> flag(key);
            case 8 -> string(key);
            case 9 -> list(key, nesting);
            case 10, 11 -> int64(key);
            case 12 -> Double.longBitsToDouble(int64(key));
            default ->
                    throw file.error(
                            "the value of %s before offset %d has type %d, but types are 0 to 12"
                                    .formatted(key, offset, type));
        };
    }

    private boolean flag(String key) {
        long at = offset;
        int value = uint8(key);
        if (value > 1) {
            throw file.error("%s at offset %d must be 0 or 1, but is %d".formatted(key, at, value));
        }
        return value == 1;
    }

    private List<Object> list(String key, int nesting) {
        if (nesting == MAX_NESTING) {
            throw file.error(
                    "%s at offset %d is a list nested more than %d deep"
                            .formatted(key, offset, MAX_NESTING));
        }
        int type = int32("the type of the values of " + key);
        long at = offset;
        int count = count("the number of values of " + key, leastBytes(type));
        listed += count;
        if (listed > MAX_VALUES) {
            throw file.error(
                    "%s at offset %d is a list of %d values, %d with the lists before it; at most %d are read"
                            .formatted(key, at, count, listed, MAX_VALUES));
        }
        var values = new ArrayList<>(Math.min(count, 1 << 20));
        for (int i = 0; i < count; i++) {
            values.add(value(key, type, nesting + 1));
        }
        return values;
    }

    private static long leastBytes(int type) {
        return switch (type) {
            case 2, 3 -> 2;
            case 4, 5, 6 -> 4;
            case 8, 10, 11, 12 -> 8;
            case 9 -> 12;
            default -> 1;
        };
    }

    private MemorySegment take(String what, long length) {
        var bytes = file.slice(what, offset, length);
        offset += length;
        if (offset > MAX_HEADER) {
            throw file.error(
                    "the header goes on past offset %d with %s; at most %d bytes are read"
                            .formatted(offset, what, MAX_HEADER));
        }
        return bytes;
    }
}
