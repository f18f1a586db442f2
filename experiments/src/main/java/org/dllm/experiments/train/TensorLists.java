package org.dllm.experiments.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.List;

/**
 * Passes lists of tensors to a script: DJL groups arrays named {@code xs[]} into one list argument.
 */
final class TensorLists {

    private TensorLists() {}

    static void add(NDList inputs, String name, List<NDArray> arrays) {
        for (NDArray array : arrays) {
            array.setName(name + "[]");
            inputs.add(array);
        }
    }
}
