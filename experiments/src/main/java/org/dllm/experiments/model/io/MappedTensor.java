package org.dllm.experiments.model.io;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.stream.LongStream;

/**
 * A tensor in a mapped file.
 *
 * @param pairedRows rows per head if rotary pairs are adjacent rows, as in Meta's files; 0 if rows
 *     are in Hugging Face's order
 */
record MappedTensor(TensorInfo info, MemorySegment data, int pairedRows) {

    // Enough work per task to outweigh the overhead of a parallel stream.
    private static final long TASK_VALUES = 1 << 16;

    MappedTensor(TensorInfo info, MemorySegment data) {
        this(info, data, 0);
    }

    MappedTensor withPairedRows(int rowsPerHead) {
        return new MappedTensor(info, data, rowsPerHead);
    }

    MappedTensor named(String name) {
        var renamed =
                new TensorInfo(
                        name, info.type(), info.shape(), info.file(), info.offset(), info.bytes());
        return new MappedTensor(renamed, data, pairedRows);
    }

    /** Decodes all rows into {@code target}, in parallel. */
    void decode(MemorySegment target) {
        long values = info.shape().size();
        if (target.byteSize() < 4 * values) {
            throw new IllegalArgumentException(
                    "tensor %s %s needs a buffer of %d bytes, but it has %d"
                            .formatted(info.name(), info.shape(), 4 * values, target.byteSize()));
        }
        if (values == 0) {
            return;
        }
        boolean plain =
                info.type() == TensorType.F32 && ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
        int dimensions = info.shape().dimension();
        long columns = dimensions == 0 ? 1 : info.shape().get(dimensions - 1);
        if (columns > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(
                    "tensor %s has rows of %d values, more than are supported"
                            .formatted(info.name(), columns));
        }
        try {
            if (plain && pairedRows == 0) {
                MemorySegment.copy(data, 0, target, 0, 4 * values);
            } else {
                decodeRows(target, values / columns, (int) columns);
            }
        } catch (InternalError e) {
            // the JVM throws this error if a mapped page no longer exists
            throw new ModelFileException(
                    info.file(),
                    "the file became shorter while tensor %s at offset %d was read"
                            .formatted(info.name(), info.offset()),
                    e);
        }
    }

    private void decodeRows(MemorySegment target, long rows, int columns) {
        long rowsPerTask = Math.max(1, TASK_VALUES / columns);
        long tasks = (rows + rowsPerTask - 1) / rowsPerTask;
        LongStream.range(0, tasks)
                .parallel()
                .forEach(task -> {
                    long first = task * rowsPerTask;
                    long last = Math.min(rows, first + rowsPerTask);
                    decodeRows(target, first, last, columns);
                });
    }

    private void decodeRows(MemorySegment target, long first, long last, int columns) {
        var decoder = BlockDecoder.of(info.type());
        int rowBytes = Math.toIntExact(info.type().bytes(columns));
        var packed = new byte[rowBytes];
        var values = new float[columns];
        for (long row = first; row < last; row++) {
            MemorySegment.copy(
                    data, ValueLayout.JAVA_BYTE, source(row) * rowBytes, packed, 0, rowBytes);
            decoder.decode(packed, values);
            MemorySegment.copy(
                    values,
                    0,
                    target,
                    ValueLayout.JAVA_FLOAT_UNALIGNED,
                    4 * row * columns,
                    columns);
        }
    }

    /** Row of the file that holds row {@code row} of Hugging Face's layout. */
    private long source(long row) {
        if (pairedRows == 0) {
            return row;
        }
        long head = row / pairedRows;
        long within = row % pairedRows;
        long half = pairedRows / 2;
        return head * pairedRows + 2 * (within % half) + within / half;
    }
}
