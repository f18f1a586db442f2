package org.dllm.experiments.train;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dllm.experiments.checkpoint.Snapshot;

/**
 * The state that training changes: parameters, the optimiser's moments, and weights of losses that
 * follow the training.
 */
public final class TrainingState {

    private static final String FIRST = "adamw.first/";
    private static final String SECOND = "adamw.second/";
    private static final String CONTROLLED = "controlled/";

    private TrainingState() {}

    /**
     * Creates a snapshot of the state and {@code facts}; tensors are read when the snapshot is
     * written.
     */
    public static Snapshot of(
            TrainableWeights weights, Trainer trainer, Map<String, String> facts) {
        var tensors = new LinkedHashMap<String, Snapshot.Tensor>();
        List<Parameter> parameters = weights.parameters();
        for (int i = 0; i < parameters.size(); i++) {
            String name = parameters.get(i).name();
            tensors.put(name, tensor(parameters.get(i).value()));
            tensors.put(FIRST + name, tensor(trainer.optimizer().firsts().get(i)));
            tensors.put(SECOND + name, tensor(trainer.optimizer().seconds().get(i)));
        }
        var all = new HashMap<>(facts);
        trainer.controlled()
                .forEach((name, weight) -> all.put(CONTROLLED + name, weight.toString()));
        return new Snapshot(tensors, all);
    }

    private static Snapshot.Tensor tensor(NDArray array) {
        return new Snapshot.Tensor(array.getShape().getShape(), () -> FloatArrays.bytes(array));
    }

    /** Restores the state of a snapshot in place. */
    public static void restore(Snapshot snapshot, TrainableWeights weights, Trainer trainer) {
        List<Parameter> parameters = weights.parameters();
        if (snapshot.tensors().size() != 3 * parameters.size()) {
            throw new IllegalArgumentException(
                    "the checkpoint must have %d tensors, three per parameter, but has %d"
                            .formatted(3 * parameters.size(), snapshot.tensors().size()));
        }
        for (int i = 0; i < parameters.size(); i++) {
            String name = parameters.get(i).name();
            put(snapshot, name, parameters.get(i).value());
            put(snapshot, FIRST + name, trainer.optimizer().firsts().get(i));
            put(snapshot, SECOND + name, trainer.optimizer().seconds().get(i));
        }
        trainer.control(name -> Double.parseDouble(snapshot.fact(CONTROLLED + name)));
    }

    private static void put(Snapshot snapshot, String name, NDArray array) {
        Snapshot.Tensor tensor = snapshot.tensors().get(name);
        long[] shape = array.getShape().getShape();
        if (tensor == null || !Arrays.equals(tensor.shape(), shape)) {
            throw new IllegalArgumentException(
                    "the checkpoint must have the tensor %s of shape %s, but has %s"
                            .formatted(
                                    name,
                                    Arrays.toString(shape),
                                    tensor == null ? "none" : Arrays.toString(tensor.shape())));
        }
        FloatArrays.set(array, tensor.values());
    }
}
