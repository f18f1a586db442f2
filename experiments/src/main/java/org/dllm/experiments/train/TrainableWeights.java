package org.dllm.experiments.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.dllm.experiments.model.LlamaConfig;
import org.dllm.experiments.model.LlamaWeights;
import org.dllm.experiments.model.Precision;
import org.dllm.experiments.model.io.LlamaTensors;
import org.dllm.experiments.random.RandomStreams;
import org.dllm.experiments.tensor.Script;

/**
 * The weights of a model in training, in the form that {@code decoder_loss} takes them: the base,
 * which is frozen if there is LoRA, the low-rank updates, the routers.
 *
 * <p>It is a {@link LlamaWeights.Source} of the trained model too, with LoRA merged, so what comes
 * out has the form of what went in.
 */
public final class TrainableWeights implements LlamaWeights.Source, AutoCloseable {

    private static final Script TO_BFLOAT16 = Script.of(TrainableWeights.class, "to_bfloat16");

    private final Recipe recipe;
    private final LlamaWeights.Source source;
    private final NDManager manager;
    private final NDList top = new NDList();
    private final NDList base = new NDList();
    private final List<Parameter> parameters = new ArrayList<>();
    private final LoraWeights lora;
    private final TrainedRouters routers;

    /**
     * Lays out the weights on {@code manager}'s device; what is not given by {@code source} starts
     * from its own random stream.
     */
    public TrainableWeights(
            Recipe recipe, LlamaWeights.Source source, RandomStreams streams, NDManager manager) {
        this.recipe = recipe;
        this.source = source;
        this.manager = manager;
        boolean trains = recipe.lora() == null;
        LlamaConfig config = recipe.config();
        top.add(array("embedding", List.of(LlamaTensors.EMBEDDING), trains));
        top.add(array("last_norm", List.of(LlamaTensors.NORM), trains));
        top.add(config.tied() ? top.get(0) : array("head", List.of(LlamaTensors.HEAD), trains));
        for (int layer : recipe.layers()) {
            for (Block block : Block.values()) {
                base.add(array(name(layer, block), block.tensors(layer), trains));
            }
        }
        lora = new LoraWeights(recipe, streams, manager);
        parameters.addAll(lora.parameters());
        routers = new TrainedRouters(recipe, streams, manager);
        parameters.addAll(routers.parameters());
    }

    private static String name(int layer, Block block) {
        return "layers." + layer + "." + block.name().toLowerCase(java.util.Locale.ROOT);
    }

    private NDArray array(String name, List<String> tensors, boolean trains) {
        long rows = 0;
        Shape shape = recipe.shape(tensors.getFirst());
        for (String tensor : tensors) {
            rows += recipe.shape(tensor).get(0);
        }
        Shape fused = shape.dimension() == 1 ? new Shape(rows) : new Shape(rows, shape.get(1));
        ByteBuffer buffer = FloatArrays.room(name, fused);
        tensors.forEach(tensor -> buffer.put(source.float32(tensor)));
        NDArray array = FloatArrays.create(manager, buffer.flip(), fused);
        if (trains) {
            array.setRequiresGradient(true);
            parameters.add(new Parameter(name, array));
        } else if (recipe.held() == Precision.BF16 && fused.dimension() > 1) {
            try (NDArray wide = array) {
                // not infer: autograd refuses to keep tensors of inference mode
                array = TO_BFLOAT16.train(wide);
            }
        }
        return array;
    }

    /** Overwrites the low-rank updates and routers by what was once trained, by their names. */
    public void putAdded(LlamaWeights.Source trained) {
        for (List<Parameter> added : List.of(lora.parameters(), routers.parameters())) {
            added.forEach(p -> FloatArrays.set(p.value(), trained.float32(p.name())));
        }
    }

    /** Leaves no gradient to add to, as after an optimiser's step. */
    public void forgetGradients() {
        for (Parameter parameter : parameters) {
            try (NDArray gradient = parameter.value().getGradient()) {
                FloatArrays.set(gradient, FloatArrays.room(parameter.name(), gradient.getShape()));
            }
        }
    }

    /** What the weights were laid out for. */
    public Recipe recipe() {
        return recipe;
    }

    /** Everything that trains, in a fixed order. */
    public List<Parameter> parameters() {
        return List.copyOf(parameters);
    }

    /** The routers' weights, empty where nothing is asked. */
    public TrainedRouters routers() {
        return routers;
    }

    /** The low-rank updates, empty where the whole model trains. */
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

    /**
     * The tensor as trained: an update is merged into what the base is held as, an untouched tensor
     * comes from the source.
     */
    @Override
    public ByteBuffer float32(String name) {
        Map<String, Parameter> trained =
                parameters.stream().collect(Collectors.toMap(Parameter::name, p -> p));
        for (int layer : recipe.layers()) {
            for (Block block : Block.values()) {
                int at = block.tensors(layer).indexOf(name);
                if (at >= 0) {
                    Parameter fused = trained.get(name(layer, block));
                    return fused == null
                            ? lora.merged(name, frozen(name))
                            : part(fused.value(), block.tensors(layer), at);
                }
            }
        }
        Parameter whole =
                switch (name) {
                    case LlamaTensors.EMBEDDING -> trained.get("embedding");
                    case LlamaTensors.NORM -> trained.get("last_norm");
                    case LlamaTensors.HEAD -> trained.get("head");
                    default -> null;
                };
        return whole == null ? source.float32(name) : FloatArrays.bytes(whole.value());
    }

    private ByteBuffer frozen(String name) {
        ByteBuffer floats = source.float32(name);
        return recipe.held() == Precision.BF16 && recipe.shape(name).dimension() > 1
                ? Bfloat16.rounded(floats)
                : floats;
    }

    private ByteBuffer part(NDArray fused, List<String> tensors, int at) {
        int from = 0;
        for (String before : tensors.subList(0, at)) {
            from += Math.toIntExact(4 * recipe.shape(before).size());
        }
        int size = Math.toIntExact(4 * recipe.shape(tensors.get(at)).size());
        return FloatArrays.bytes(fused).slice(from, size).order(ByteOrder.nativeOrder());
    }

    @Override
    public void close() {
        manager.close();
    }
}
