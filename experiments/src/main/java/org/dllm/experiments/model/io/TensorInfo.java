package org.dllm.experiments.model.io;

import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;

/**
 * Location, shape and storage type of a tensor.
 *
 * @param shape (out, in) for a matrix, (width) for a norm
 * @param offset of the first byte, from the start of {@code file}
 * @param bytes size on disk
 */
public record TensorInfo(
        String name, TensorType type, Shape shape, Path file, long offset, long bytes) {}
