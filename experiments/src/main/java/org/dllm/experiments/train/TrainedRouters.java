package org.dllm.experiments.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.dllm.experiments.random.RandomStream;
import org.dllm.experiments.random.RandomStreams;
import org.dllm.experiments.routing.Decider;
import org.dllm.experiments.routing.Router;
import org.dllm.experiments.routing.Routers;
import org.dllm.experiments.routing.Site;
import org.dllm.experiments.routing.SkipPath;
import org.jspecify.annotations.Nullable;

/** The decider's arrays in training. */
public final class TrainedRouters {

    private final @Nullable Decider decider;
    private final List<Parameter> parameters = new ArrayList<>();
    private final SortedMap<Integer, List<NDArray>> weights = new TreeMap<>();

    public TrainedRouters(Recipe recipe, RandomStreams streams, NDManager manager) {
        decider = recipe.decider();
        if (decider != null) {
            for (int site : recipe.owners()) {
                add(decider, site, streams, manager);
            }
        }
    }

    private void add(Decider of, int site, RandomStreams streams, NDManager manager) {
        String part = Site.isAttention(site) ? "router." : "mlp.router.";
        String prefix = Block.tensor(Site.layer(site), part);
        RandomStream stream = streams.stream("init " + prefix);
        var arrays = new ArrayList<NDArray>();
        for (Router.Weight weight : of.weights()) {
            String name = prefix + weight.name();
            var values =
                    FloatArrays.filled(
                            name, weight.shape(), Arena.ofAuto(), weight.start().from(stream));
            NDArray array = FloatArrays.create(manager, values, weight.shape());
            array.setRequiresGradient(true);
            arrays.add(array);
            parameters.add(new Parameter(name, array));
        }
        weights.put(site, arrays);
    }

    /** Freezes what does not train in a stage: paths train with the routers, or first and alone. */
    void enter(Stage stage) {
        SkipPath path = skipPath();
        for (List<NDArray> site : weights.values()) {
            for (int i = 0; i < site.size(); i++) {
                boolean forecaster = path != null && path.forecasts() && i >= path.first();
                site.get(i).setRequiresGradient(forecaster ? stage.forecasts() : stage.routers());
            }
        }
    }

    /** Share of the steps in which the paths of tokens that skip train alone; 0 for none. */
    double forecastShare() {
        SkipPath path = skipPath();
        return path == null ? 0 : path.share();
    }

    private @Nullable SkipPath skipPath() {
        return decider == null ? null : decider.skipPath().orElse(null);
    }

    /** Weights of each routed site, in the order of {@link Decider#weights}. */
    public List<Parameter> parameters() {
        return List.copyOf(parameters);
    }

    /** The same weights for inference; empty if the method has no decider. */
    public Optional<Routers> forInference() {
        return forInference(decider);
    }

    /** The same weights for another decider, such as one with another threshold. */
    Optional<Routers> forInference(@Nullable Decider by) {
        return Optional.ofNullable(by).map(of -> new Routers(of, weights));
    }

    NDList arrays() {
        var arrays = new NDList();
        parameters.forEach(p -> arrays.add(p.value()));
        return arrays;
    }
}
