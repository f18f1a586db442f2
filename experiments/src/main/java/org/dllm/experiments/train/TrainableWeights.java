package org.dllm.experiments.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dllm.experiments.method.Method;
import org.dllm.experiments.model.LlamaWeights;
import org.dllm.experiments.model.Precision;
import org.dllm.experiments.model.io.LlamaTensors;
import org.dllm.experiments.random.RandomStreams;
import org.dllm.experiments.routing.Routers;
import org.dllm.experiments.routing.Site;
import org.dllm.experiments.tensor.Script;
import org.jspecify.annotations.Nullable;

/**
 * The weights of a model in training, in the form that {@code decoder_loss} expects: the base
 * (frozen if LoRA is used), LoRA updates and routers.
 *
 * <p>It is also a {@link LlamaWeights.Source} of the trained model with LoRA merged, so input and
 * output have the same form.
 */
public final class TrainableWeights implements LlamaWeights.Source, AutoCloseable {

    private static final Script TO_BFLOAT16 = Script.of(TrainableWeights.class, "to_bfloat16");

    private final Recipe recipe;
    private final LlamaWeights.Source source;
    private final NDManager manager;
    private final NDList top = new NDList();
    private final NDList base = new NDList();
    private final List<Parameter> parameters = new ArrayList<>();
    private final Map<String, Trained> trained = new HashMap<>();
    private final LoraWeights lora;
    private final TrainedRouters routers;

    /** Location of a tensor of a trainable base. */
    private record Trained(Layout layout, NDArray array) {}

    /**
     * Creates the weights on {@code manager}'s device. LoRA updates and routers are initialised
     * from random streams.
     */
    public TrainableWeights(
            Recipe recipe, LlamaWeights.Source source, RandomStreams streams, NDManager manager) {
        this(recipe, source, streams, manager, null);
    }

    /**
     * @param shared weights with the same frozen base, whose arrays are used; null to read it
     */
    private TrainableWeights(
            Recipe recipe,
            LlamaWeights.Source source,
            RandomStreams streams,
            NDManager manager,
            @Nullable TrainableWeights shared) {
        this.recipe = recipe;
        this.source = source;
        this.manager = manager;
        if (shared == null) {
            readBase();
        } else {
            top.addAll(shared.top);
            base.addAll(shared.base);
        }
        lora = new LoraWeights(recipe, streams, manager);
        parameters.addAll(lora.parameters());
        routers = new TrainedRouters(recipe, streams, manager);
        parameters.addAll(routers.parameters());
    }

    private void readBase() {
        top.add(array(Layout.of(recipe, "embedding", List.of(LlamaTensors.EMBEDDING))));
        top.add(array(Layout.of(recipe, "last_norm", List.of(LlamaTensors.NORM))));
        top.add(
                recipe.config().tied()
                        ? top.get(0)
                        : array(Layout.of(recipe, "head", List.of(LlamaTensors.HEAD))));
        for (int site : recipe.sites()) {
            for (Block block : Block.of(site)) {
                base.add(array(block.layout(recipe, Site.layer(site))));
            }
        }
    }

    /**
     * The frozen base without updates, as a dense model. It uses the arrays of these weights if no
     * site is left out of them.
     *
     * @param owner of arrays that are read again
     * @throws IllegalArgumentException the base itself trains
     */
    TrainableWeights dense(NDManager owner) {
        if (recipe.baseTrains()) {
            throw new IllegalArgumentException("a base that trains has no frozen copy");
        }
        var dense = recipe.dense();
        boolean whole = recipe.sites().equals(dense.sites());
        return new TrainableWeights(
                dense, source, new RandomStreams(0), owner, whole ? this : null);
    }

    private NDArray array(Layout layout) {
        NDArray array = read(layout);
        if (recipe.baseTrains()) {
            array.setRequiresGradient(true);
            parameters.add(new Parameter(layout.name(), array, layout.size()));
            for (String tensor : layout.tensors().keySet()) {
                trained.put(tensor, new Trained(layout, array));
            }
        } else if (recipe.held() == Precision.BF16 && layout.shape().dimension() > 1) {
            try (NDArray wide = array) {
                // not infer(): autograd rejects tensors created in inference mode
                array = TO_BFLOAT16.train(wide);
            }
        }
        return array;
    }

    private NDArray read(Layout layout) {
        try (Arena room = Arena.ofShared()) {
            return FloatArrays.create(manager, layout.read(source, room), layout.shape());
        }
    }

    /** Overwrites LoRA updates and routers with trained values, by name. */
    public void putAdded(LlamaWeights.Source trained) {
        for (Parameter added : added()) {
            try (Arena room = Arena.ofShared()) {
                FloatArrays.set(added.value(), trained.float32(added.name(), room));
            }
        }
    }

    /** LoRA updates and router weights; empty if only the base trains. */
    public List<Parameter> added() {
        var added = new ArrayList<>(lora.parameters());
        added.addAll(routers.parameters());
        return added;
    }

    /** Copies of all trainable arrays. */
    public NDList copies(NDManager scope) {
        var copies = new NDList();
        for (Parameter parameter : parameters) {
            NDArray copy = parameter.value().duplicate();
            copy.attach(scope);
            copies.add(copy);
        }
        return copies;
    }

    /** Restores all trainable arrays from {@link #copies}. */
    public void restore(NDList copies) {
        for (int i = 0; i < parameters.size(); i++) {
            FloatArrays.set(parameters.get(i).value(), copies.get(i));
        }
    }

    /** Freezes the weights that do not train in a stage. */
    void enter(Stage stage) {
        lora.parameters().forEach(p -> p.value().setRequiresGradient(stage.updates()));
        routers.enter(stage);
    }

    /** Sets the gradients of training weights to zero, as an optimiser step does. */
    public void clearGradients() {
        for (Parameter parameter : parameters) {
            if (!parameter.value().hasGradient()) {
                continue;
            }
            try (NDArray gradient = parameter.value().getGradient()) {
                FloatArrays.set(
                        gradient,
                        FloatArrays.room(parameter.name(), gradient.getShape(), Arena.ofAuto()));
            }
        }
    }

    /** The recipe of these weights. */
    public Recipe recipe() {
        return recipe;
    }

    /** All trainable arrays in a fixed order. */
    public List<Parameter> parameters() {
        return List.copyOf(parameters);
    }

    /** Number of trainable weights. */
    public long size() {
        return parameters.stream().mapToLong(Parameter::size).sum();
    }

    /** The routers' weights; empty if the method has no routers. */
    public TrainedRouters routers() {
        return routers;
    }

    /**
     * The arrays with which a method decides after training: the trained ones, or those that a
     * decider fitted after training starts with.
     */
    public Optional<Routers> routers(Method method, RandomStreams streams) {
        var evaluated = new Recipe(recipe.config(), method, recipe.lora(), recipe.precision());
        return evaluated.owners().equals(recipe.owners())
                ? routers.forInference(evaluated.decider())
                : new TrainedRouters(evaluated, streams, manager).forInference();
    }

    /** The LoRA updates; empty if the whole model trains. */
    public LoraWeights lora() {
        return lora;
    }

    NDList top() {
        return top;
    }

    NDList base() {
        return base;
    }

    @Override
    public boolean exact(String name) {
        return lora.updates(name);
    }

    /** The trained tensor; with LoRA, the base in its precision with the update merged. */
    @Override
    public ByteBuffer float32(String name, Arena room) {
        Trained own = trained.get(name);
        return own == null
                ? lora.merged(name, frozen(name, room))
                : own.layout().part(own.array(), name, room);
    }

    private ByteBuffer frozen(String name, Arena room) {
        ByteBuffer floats = source.float32(name, room);
        return recipe.held() == Precision.BF16 && recipe.shape(name).dimension() > 1
                ? Bfloat16.rounded(floats, room)
                : floats;
    }

    @Override
    public void close() {
        manager.close();
    }
}
