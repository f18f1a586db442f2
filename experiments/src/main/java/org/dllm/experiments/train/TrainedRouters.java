package org.dllm.experiments.train;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import org.dllm.experiments.method.Dllm;
import org.dllm.experiments.random.RandomStream;
import org.dllm.experiments.random.RandomStreams;
import org.dllm.experiments.routing.RouterWeights;
import org.dllm.experiments.routing.Routers;
import org.dllm.experiments.routing.TokenMlp;

/** The routers in training, one per asked layer, started as PyTorch starts Linear. */
public final class TrainedRouters {

    private final List<Parameter> parameters = new ArrayList<>();
    private final int first;

    TrainedRouters(Recipe recipe, RandomStreams streams, NDManager manager) {
        first = recipe.method().keep().layers();
        if (!(recipe.method() instanceof Dllm dllm)) {
            return;
        }
        int hidden =
                switch (dllm.router()) {
                    case TokenMlp(int width) -> width;
                };
        int width = recipe.config().width();
        for (int layer : recipe.layers()) {
            if (recipe.mode(layer) == Recipe.Mode.ASK) {
                String name = Block.tensor(layer, "router.");
                RandomStream stream = streams.stream("init " + name);
                DoubleSupplier wide = uniform(stream, width);
                DoubleSupplier narrow = uniform(stream, hidden);
                add(name + "in", wide, manager, new Shape(width, hidden));
                add(name + "in_bias", wide, manager, new Shape(hidden));
                add(name + "gain", () -> 1, manager, new Shape(hidden));
                add(name + "out", narrow, manager, new Shape(hidden, 2));
                // starts by executing 87 of 100: sigmoid(2.0 - 0.1)
                var bias = List.of(0.1, 2.0).iterator();
                add(name + "out_bias", bias::next, manager, new Shape(2));
            }
        }
    }

    private static DoubleSupplier uniform(RandomStream stream, int inputs) {
        double bound = 1 / Math.sqrt(inputs);
        return () -> bound * (2 * stream.uniform() - 1);
    }

    private void add(String name, DoubleSupplier values, NDManager manager, Shape shape) {
        var array = FloatArrays.create(manager, FloatArrays.filled(name, shape, values), shape);
        array.setRequiresGradient(true);
        parameters.add(new Parameter(name, array));
    }

    /** Five per asked layer, in the order of {@code RouterWeights}. */
    public List<Parameter> parameters() {
        return List.copyOf(parameters);
    }

    /** The same weights, as inference takes them; empty where nothing is asked. */
    public Optional<Routers> forInference() {
        if (parameters.isEmpty()) {
            return Optional.empty();
        }
        var layers = new ArrayList<RouterWeights>();
        for (int at = 0; at < parameters.size(); at += RouterWeights.ARRAYS) {
            layers.add(
                    new RouterWeights(
                            parameters.get(at).value(),
                            parameters.get(at + 1).value(),
                            parameters.get(at + 2).value(),
                            parameters.get(at + 3).value(),
                            parameters.get(at + 4).value()));
        }
        return Optional.of(new Routers(first, layers));
    }

    NDList arrays() {
        var arrays = new NDList();
        parameters.forEach(p -> arrays.add(p.value()));
        return arrays;
    }
}
