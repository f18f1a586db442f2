package org.dllm.experiments.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.List;

/** Lists of tensors as arguments of a script: arrays named {@code xs[]} arrive as one list. */
final class TensorLists {

    private TensorLists() {}

    static void add(NDList inputs, String name, List<NDArray> arrays) {
        for (NDArray array : arrays) {
            array.setName(name + "[]");
            inputs.add(array);
        }
    }
}
