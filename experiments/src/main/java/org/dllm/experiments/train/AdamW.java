package org.dllm.experiments.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.stream.IntStream;
import org.dllm.experiments.tensor.Script;
import org.dllm.experiments.train.TrainSpec.OptimizerSpec;

/** AdamW (Loshchilov and Hutter 2019). One native call updates all parameters. */
public final class AdamW {

    private static final Script STEP = Script.of(AdamW.class, "adamw");

    private final OptimizerSpec spec;
    private final double clip;
    private final List<Parameter> parameters;
    private final NDList firsts = new NDList();
    private final NDList seconds = new NDList();
    private final long[] decays;

    /**
     * @param clip maximum global norm of the gradients; 0 for no clipping
     * @param manager owns the moments
     */
    public AdamW(OptimizerSpec spec, double clip, List<Parameter> parameters, NDManager manager) {
        this.spec = spec;
        this.clip = clip;
        this.parameters = List.copyOf(parameters);
        for (Parameter p : parameters) {
            firsts.add(manager.zeros(p.value().getShape()));
            seconds.add(manager.zeros(p.value().getShape()));
        }
        decays = parameters.stream().mapToLong(p -> p.decays() ? 1 : 0).toArray();
    }

    /** Running means of the gradients, in the order of the parameters. */
    public NDList firsts() {
        return firsts;
    }

    /** Running means of the squared gradients, in the order of the parameters. */
    public NDList seconds() {
        return seconds;
    }

    /**
     * Result of a step.
     *
     * @param norm global norm of the gradients before clipping
     * @param largest largest magnitude of a parameter after the step; NaN if a parameter is NaN
     */
    record Moved(double norm, double largest) {

        /** Result if no parameter was updated, because the loss was not finite. */
        static final Moved NONE = new Moved(Double.NaN, Double.NaN);
    }

    /**
     * Updates the parameters that require a gradient and clears their gradients. Others and their
     * moments stay as they are.
     *
     * @param step from 0; for parameters that have trained in {@code step} earlier steps
     */
    Moved step(long step, double lr, NDManager scope) {
        try (NDManager host = scope.newSubManager(ai.djl.Device.cpu())) {
            int[] training =
                    IntStream.range(0, parameters.size())
                            .filter(i -> parameters.get(i).value().hasGradient())
                            .toArray();
            var grads = new NDList();
            for (Parameter p : of(training, parameters)) {
                NDArray gradient = p.value().getGradient();
                gradient.attach(scope);
                grads.add(gradient);
            }
            var inputs = new NDList();
            inputs.add(host.create(step + 1));
            inputs.add(
                    host.create(
                            new double[] {
                                lr, spec.beta1(), spec.beta2(), spec.eps(), spec.weightDecay(), clip
                            }));
            inputs.add(host.create(IntStream.of(training).mapToLong(i -> decays[i]).toArray()));
            List<NDArray> values = parameters.stream().map(Parameter::value).toList();
            TensorLists.add(inputs, "params", of(training, values));
            TensorLists.add(inputs, "grads", grads);
            TensorLists.add(inputs, "firsts", of(training, firsts));
            TensorLists.add(inputs, "seconds", of(training, seconds));
            float[] moved = STEP.train(inputs).singletonOrThrow().toFloatArray();
            return new Moved(moved[0], moved[1]);
        }
    }

    private static <T> List<T> of(int[] indices, List<T> all) {
        return IntStream.of(indices).mapToObj(all::get).toList();
    }
}
