package org.dllm.experiments.model.io;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.stream.LongStream;

/**
 * A tensor in a mapped file.
 *
 * @param pairedRows rows per head where rotary pairs lie side by side, as in Meta's own files; 0
 *     where the rows are in Hugging Face's order already
 */
record MappedTensor(TensorInfo info, MemorySegment data, int pairedRows) {

    // Enough work for one task of a parallel stream to be worth its overhead.
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

    /** Decodes every row into {@code target}, several rows at once. */
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
                    "tensor %s has rows of %d values, more than are decoded"
                            .formatted(info.name(), columns));
        }
        try {
            if (plain && pairedRows == 0) {
                MemorySegment.copy(data, 0, target, 0, 4 * values);
            } else {
                decodeRows(target, values / columns, (int) columns);
            }
        } catch (InternalError e) {
            // what the JVM makes of a page that is gone
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
