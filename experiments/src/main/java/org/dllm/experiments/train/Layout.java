package org.dllm.experiments.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.dllm.experiments.model.LlamaWeights;

/**
 * Layout of tensors in one array of a model in training: stacked vertically, with optional zero
 * padding on the right and below.
 *
 * @param shape shape of the array
 * @param tensors name and shape, from top to bottom
 */
record Layout(String name, Shape shape, SequencedMap<String, Shape> tensors) {

    /** Products with a number of rows that is not a multiple of this take up to twice as long. */
    private static final int MULTIPLE = 8;

    /** Layout without padding. */
    static Layout of(Recipe recipe, String name, List<String> tensors) {
        var shapes = new LinkedHashMap<String, Shape>();
        tensors.forEach(tensor -> shapes.put(tensor, recipe.shape(tensor)));
        long rows = shapes.values().stream().mapToLong(shape -> shape.get(0)).sum();
        Shape first = shapes.firstEntry().getValue();
        Shape shape = first.dimension() == 1 ? new Shape(rows) : new Shape(rows, first.get(1));
        return new Layout(name, shape, shapes);
    }

    /**
     * Copy with an axis padded with zeros to the next multiple of 8. Padding in gate, up and down
     * of a feed-forward network gets no gradient, because each is multiplied by zeros of another.
     */
    Layout paddedTo8(int axis) {
        long[] sizes = shape.getShape().clone();
        sizes[axis] = Math.ceilDivExact(sizes[axis], (long) MULTIPLE) * MULTIPLE;
        return new Layout(name, new Shape(sizes), tensors);
    }

    /** Number of the model's weights in the array, without padding. */
    long size() {
        return tensors.values().stream().mapToLong(Shape::size).sum();
    }

    /** Reads the tensors into the bytes of a new array. */
    ByteBuffer read(LlamaWeights.Source source, Arena room) {
        ByteBuffer array = FloatArrays.room(name, shape, room);
        int at = 0;
        for (var tensor : tensors.entrySet()) {
            try (Arena one = Arena.ofShared()) {
                ByteBuffer floats = source.float32(tensor.getKey(), one);
                int row = rowBytes(tensor.getValue());
                for (int from = 0; from < floats.limit(); from += row) {
                    array.put(at, floats, from, row);
                    at += rowBytes(shape);
                }
            }
        }
        return array;
    }

    /** Extracts one tensor from the array. */
    ByteBuffer part(NDArray array, String tensor, Arena room) {
        int at = 0;
        for (var part : tensors.entrySet()) {
            if (part.getKey().equals(tensor)) {
                return part(FloatArrays.bytes(array), at, tensor, part.getValue(), room);
            }
            at += Math.toIntExact(part.getValue().get(0) * rowBytes(shape));
        }
        throw new IllegalArgumentException("%s has no part %s".formatted(name, tensor));
    }

    private ByteBuffer part(ByteBuffer array, int from, String tensor, Shape wanted, Arena room) {
        int row = rowBytes(wanted);
        int size = Math.toIntExact(Float.BYTES * wanted.size());
        if (row == rowBytes(shape)) {
            return array.slice(from, size).order(ByteOrder.nativeOrder());
        }
        ByteBuffer part = FloatArrays.room(tensor, wanted, room);
        for (int to = 0, at = from; to < size; to += row, at += rowBytes(shape)) {
            part.put(to, array, at, row);
        }
        return part;
    }

    private static int rowBytes(Shape shape) {
        return Math.toIntExact(Float.BYTES * (shape.size() / shape.get(0)));
    }
}
