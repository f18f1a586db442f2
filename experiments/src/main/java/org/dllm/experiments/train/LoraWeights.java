package org.dllm.experiments.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.dllm.experiments.lora.LoraSpec;
import org.dllm.experiments.random.RandomStream;
import org.dllm.experiments.random.RandomStreams;
import org.dllm.experiments.routing.Site;
import org.jspecify.annotations.Nullable;

/**
 * LoRA updates of the matrices of computed layers: A (r, in), initially N(0, 1/rank²), and B (out,
 * r), initially 0.
 */
public final class LoraWeights {

    private final @Nullable LoraSpec spec;
    private final List<Parameter> parameters = new ArrayList<>();

    LoraWeights(Recipe recipe, RandomStreams streams, NDManager manager) {
        spec = recipe.lora();
        if (spec == null) {
            return;
        }
        for (int site : recipe.sites()) {
            for (LoraTarget target : LoraTarget.of(site)) {
                if (target.in(spec.targets())) {
                    String map = Block.tensor(Site.layer(site), target.map());
                    add(recipe, map, spec, streams, manager);
                }
            }
        }
    }

    private void add(
            Recipe recipe, String map, LoraSpec lora, RandomStreams streams, NDManager manager) {
        Shape weight = recipe.shape(map + ".weight");
        RandomStream stream = streams.stream("init " + map + ".lora_A");
        int rank = lora.rank();
        var a = new Shape(rank, weight.get(1));
        var b = new Shape(weight.get(0), rank);
        for (var factor :
                List.of(
                        factor(manager, map + ".lora_A.weight", a, () -> stream.gaussian() / rank),
                        factor(manager, map + ".lora_B.weight", b, () -> 0))) {
            factor.value().setRequiresGradient(true);
            parameters.add(factor);
        }
    }

    private static Parameter factor(
            NDManager manager, String name, Shape shape, DoubleSupplier values) {
        ByteBuffer filled = FloatArrays.filled(name, shape, Arena.ofAuto(), values);
        return new Parameter(name, FloatArrays.create(manager, filled, shape));
    }

    /** A and B of each target in each layer. */
    public List<Parameter> parameters() {
        return List.copyOf(parameters);
    }

    double scale() {
        return spec == null ? 0 : spec.scale();
    }

    double dropout() {
        return spec == null ? 0 : spec.dropout();
    }

    NDList arrays() {
        var arrays = new NDList();
        parameters.forEach(p -> arrays.add(p.value()));
        return arrays;
    }

    /** For each target, the index of its A among the LoRA tensors of its site, or -1. */
    @SuppressWarnings("EnumOrdinal") // the script expects this order
    long[] slots() {
        var slots = new long[LoraTarget.values().length];
        for (int site : List.of(Site.attention(0), Site.feedForward(0))) {
            int next = 0;
            for (LoraTarget target : LoraTarget.of(site)) {
                boolean has = spec != null && target.in(spec.targets());
                slots[target.ordinal()] = has ? next : -1;
                next += has ? 2 : 0;
            }
        }
        return slots;
    }

    /** Number of LoRA tensors of a site. */
    int tensors(int site) {
        return spec == null
                ? 0
                : 2 * (int) LoraTarget.of(site).stream().filter(t -> t.in(spec.targets())).count();
    }

    /** Whether a weight has an update. */
    boolean updates(String weight) {
        return at(weight) < parameters.size();
    }

    private int at(String weight) {
        String map = weight.substring(0, weight.length() - ".weight".length());
        int at = 0;
        while (at < parameters.size()
                && !parameters.get(at).name().equals(map + ".lora_A.weight")) {
            at += 2;
        }
        return at;
    }

    /** {@code W + scale · B A} of a weight, or W if it has no update. */
    ByteBuffer merged(String weight, ByteBuffer frozen) {
        int at = at(weight);
        if (at == parameters.size()) {
            return frozen;
        }
        NDArray a = parameters.get(at).value();
        NDArray b = parameters.get(at + 1).value();
        try (NDManager scope = a.getManager().newSubManager()) {
            NDArray update = b.matMul(a); // (out, in)
            update.attach(scope);
            NDArray sum =
                    FloatArrays.create(scope, frozen, update.getShape()).add(update.mul(scale()));
            return FloatArrays.bytes(sum);
        }
    }
}
