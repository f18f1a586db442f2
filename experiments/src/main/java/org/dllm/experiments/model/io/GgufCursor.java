package org.dllm.experiments.model.io;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads the header of a GGUF file sequentially; reports an error at the end of the file. */
final class GgufCursor {

    /** Limit on the header's size; headers of models take a few megabytes. */
    private static final long MAX_HEADER = 100L << 20;

    /** Limit on the texts of all lists; Gemma's tokens and merges are 836,000. */
    private static final int MAX_TEXTS = 1 << 21;

    private static final int LONGEST_TEXT = 1_000;
    private static final int MAX_NESTING = 2;
    private static final int STRING = 8;
    private static final int LIST = 9;
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final MappedFile file;
    private long offset;
    private long texts;

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

    /** Reads a count of items that take at least {@code leastBytes} each. */
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

    /** Reads a key or name of at most {@code most} bytes. */
    String name(String what, int most) {
        long at = offset;
        String name = string(what);
        if (offset - at - Long.BYTES > most) {
            throw file.error("%s at offset %d is longer than %d bytes".formatted(what, at, most));
        }
        return name;
    }

    String string(String what) {
        int length = count("the length of " + what, 1);
        byte[] bytes = take(what, length).toArray(ValueLayout.JAVA_BYTE);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Reads the beginning of a text and skips the rest; chat templates can be very long. */
    private String beginning(String key) {
        int length = count("the length of " + key, 1);
        byte[] bytes =
                take(key, length)
                        .asSlice(0, Math.min(length, LONGEST_TEXT))
                        .toArray(ValueLayout.JAVA_BYTE);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /**
     * Reads a metadata value: {@link Long} for every integer type, {@link Float}, {@link Double},
     * {@link Boolean}, {@link String} or a {@link GgufList}.
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
            case STRING -> nesting == 0 ? beginning(key) : string(key);
            case LIST -> list(key, nesting);
            case 10, 11 -> int64(key);
            case 12 -> Double.longBitsToDouble(int64(key));
            default -> throw unknownType(key, type);
        };
    }

    private ModelFileException unknownType(String key, int type) {
        return file.error(
                "a value of %s before offset %d has type %d, but types are 0 to 12"
                        .formatted(key, offset, type));
    }

    private boolean flag(String key) {
        long at = offset;
        int value = uint8(key);
        if (value > 1) {
            throw file.error("%s at offset %d must be 0 or 1, but is %d".formatted(key, at, value));
        }
        return value == 1;
    }

    /** Skips a list. {@link #values} reads its values later if they are needed. */
    private GgufList list(String key, int nesting) {
        if (nesting == MAX_NESTING) {
            throw file.error(
                    "%s at offset %d is a list nested more than %d deep"
                            .formatted(key, offset, MAX_NESTING));
        }
        int type = int32("the type of the values of " + key);
        int count = count("the number of values of " + key, leastBytes(type));
        long start = offset;
        if (type == STRING) {
            countTexts(key, count);
            for (int i = 0; i < count; i++) {
                take(key, count("the length of a value of " + key, 1));
            }
        } else if (type == LIST) {
            for (int i = 0; i < count; i++) {
                list(key, nesting + 1);
            }
        } else if (type > LIST + 3 || type < 0) {
            throw unknownType(key, type);
        } else {
            take(key, count * leastBytes(type));
        }
        return new GgufList(type, count, start);
    }

    private void countTexts(String key, int more) {
        texts += more;
        if (texts > MAX_TEXTS) {
            throw file.error(
                    "the lists of texts up to %s at offset %d have %d values; at most %d are supported"
                            .formatted(key, offset, texts, MAX_TEXTS));
        }
    }

    /** Reads the values of a skipped list. */
    List<Object> values(String key, GgufList list) {
        var at = new GgufCursor(file);
        at.offset = list.start();
        var values = new ArrayList<>(list.count());
        for (int i = 0; i < list.count(); i++) {
            values.add(at.value(key, list.type(), 1));
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
                    "the header continues past offset %d with %s; at most %d bytes are read"
                            .formatted(offset, what, MAX_HEADER));
        }
        return bytes;
    }
}
