package org.dllm.experiments.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dllm.experiments.random.RandomStream;
import org.dllm.experiments.random.RandomStreams;
import org.dllm.experiments.routing.Router;
import org.dllm.experiments.routing.RouterWeights;
import org.dllm.experiments.routing.Routers;

/** The routers in training, one per routed layer. */
public final class TrainedRouters {

    private final List<Parameter> parameters = new ArrayList<>();
    private final List<RouterWeights> layers = new ArrayList<>();
    private final int first;

    TrainedRouters(Recipe recipe, RandomStreams streams, NDManager manager) {
        first = recipe.method().keep().layers();
        recipe.router()
                .ifPresent(router ->
                        recipe.layers().stream()
                                .filter(layer -> recipe.mode(layer) == Recipe.Mode.ASK)
                                .forEach(layer -> add(router, layer, streams, manager)));
    }

    private void add(Router router, int layer, RandomStreams streams, NDManager manager) {
        String prefix = Block.tensor(layer, "router.");
        RandomStream stream = streams.stream("init " + prefix);
        var arrays = new ArrayList<NDArray>();
        for (Router.Weight weight : router.weights()) {
            String name = prefix + weight.name();
            var values =
                    FloatArrays.filled(
                            name, weight.shape(), Arena.ofAuto(), weight.start().from(stream));
            NDArray array = FloatArrays.create(manager, values, weight.shape());
            array.setRequiresGradient(true);
            arrays.add(array);
            parameters.add(new Parameter(name, array));
        }
        layers.add(new RouterWeights(router, arrays));
    }

    /** Weights of each routed layer, in the order of {@link Router#weights}. */
    public List<Parameter> parameters() {
        return List.copyOf(parameters);
    }

    /** The same weights for inference; empty if no layer is routed. */
    public Optional<Routers> forInference() {
        return layers.isEmpty() ? Optional.empty() : Optional.of(new Routers(first, layers));
    }

    NDList arrays() {
        var arrays = new NDList();
        parameters.forEach(p -> arrays.add(p.value()));
        return arrays;
    }
}
