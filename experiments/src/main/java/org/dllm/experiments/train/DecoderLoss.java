package org.dllm.experiments.train;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.List;
import org.dllm.experiments.method.RateLoss;
import org.dllm.experiments.model.LlamaConfig;
import org.dllm.experiments.model.RotaryTable;
import org.dllm.experiments.random.RandomStream;
import org.dllm.experiments.random.RandomStreams;
import org.dllm.experiments.routing.Gate;
import org.dllm.experiments.routing.Routers;
import org.dllm.experiments.tensor.Script;

/**
 * The training loss: cross-entropy of the completions and, if the method has a rate loss, the
 * distance of each token's executed rate from the target.
 */
public final class DecoderLoss {

    private final TrainableWeights weights;
    private final RandomStreams streams;
    private final boolean pack;
    private final Script loss;
    private final Gate gate;
    private final RotaryTable rotations;
    private final NDArray nothing;

    /** Creates a loss whose rotary tables {@code manager} owns. */
    public DecoderLoss(TrainableWeights weights, RandomStreams streams, NDManager manager) {
        this(weights, streams, false, manager);
    }

    /**
     * Creates a loss, with less padding if {@code pack} is true.
     *
     * @param pack whether a row may hold several short sequences, see {@link RowLayout}
     */
    public DecoderLoss(
            TrainableWeights weights, RandomStreams streams, boolean pack, NDManager manager) {
        this.weights = weights;
        this.pack = pack;
        this.streams = streams;
        LlamaConfig config = weights.recipe().config();
        loss =
                Script.of(
                        Routers.script(weights.recipe().router()),
                        DecoderLoss.class,
                        "mapped",
                        "cross_entropy",
                        "decoder_loss");
        gate = weights.recipe().method().gate(config.layers(), streams);
        rotations = new RotaryTable(config, manager);
        nothing = manager.zeros(new Shape(0));
    }

    /**
     * Denominators of a step's means, so that the losses of micro-batches add up to that of the
     * batch.
     *
     * @param targets number of target tokens in the batch
     * @param budget number of tokens in the rate loss
     * @param alpha weight of the rate loss at this step
     */
    public record Whole(long step, long targets, long budget, double alpha) {}

    /** Number of tokens in the rate loss: all except forced tokens, padding and the last token. */
    public long budget(List<Sequence> sequences) {
        int forced = weights.recipe().method().keep().tokens();
        return sequences.stream().mapToLong(s -> Math.max(0, s.inputs() - forced)).sum();
    }

    /**
     * Computes a micro-batch's share of the loss. Returns the loss (with gradient) and the
     * cross-entropy; if layers are routed, also the rate loss and the executed rate.
     *
     * @param noise true: decisions are drawn (training); false: the more probable decision is taken
     */
    public NDList of(List<Sequence> part, Whole whole, boolean noise, NDManager scope) {
        LlamaConfig config = weights.recipe().config();
        RowLayout layout = pack ? RowLayout.packed(part) : RowLayout.padded(part);
        int length = layout.length();
        if (length > config.context()) {
            throw new IllegalArgumentException(
                    "a sequence of %d tokens is longer than the model's context of %d"
                            .formatted(length, config.context()));
        }
        NDManager host = scope.newSubManager(Device.cpu());
        var inputs = new NDList();
        inputs.add(scope.create(ids(layout), layout.shape()));
        inputs.addAll(rotations.upTo(length));
        inputs.add(
                host.create(
                        new long[] {
                            config.heads(),
                            config.keyValueHeads(),
                            config.headWidth(),
                            weights.recipe().method().evict() ? 1 : 0,
                            config.layers(),
                            weights.recipe().router().map(r -> r.weights().size()).orElse(0)
                        }));
        inputs.add(host.create(numbers(whole)));
        inputs.addAll(targets(layout, scope));
        inputs.add(host.create(modes()));
        inputs.addAll(routing(layout, whole.step(), noise, scope));
        inputs.add(host.create(weights.lora().slots()));
        inputs.add(layout.isPadded() ? nothing : layout.places(scope));
        TensorLists.add(inputs, "top", weights.top());
        TensorLists.add(inputs, "base", weights.base());
        TensorLists.add(inputs, "lora", orPlaceholder(weights.lora().arrays(), scope));
        TensorLists.add(inputs, "routers", orPlaceholder(weights.routers().arrays(), scope));
        return loss.train(inputs);
    }

    private double[] numbers(Whole whole) {
        return new double[] {
            weights.recipe().config().normEps(),
            weights.lora().scale(),
            weights.lora().dropout(),
            1.0 / Math.max(1, whole.targets()),
            whole.alpha(),
            weights.recipe().method().rateLoss().map(RateLoss::target).orElse(1.0),
            1.0 / Math.max(1, whole.budget()),
            1.0
        };
    }

    // a list argument must not be empty
    private NDList orPlaceholder(NDList arrays, NDManager scope) {
        if (!arrays.isEmpty()) {
            return arrays;
        }
        NDArray placeholder = nothing.duplicate();
        placeholder.attach(scope);
        return new NDList(placeholder);
    }

    private static long[] ids(RowLayout layout) {
        var ids = new long[layout.size()];
        layout.forEach((sequence, start) -> {
            for (int position = 0; position < sequence.inputs(); position++) {
                ids[start + position] = sequence.ids()[position];
            }
        });
        return ids;
    }

    /** Positions of the flattened batch that have a target, and the targets, both (N). */
    private static NDList targets(RowLayout layout, NDManager scope) {
        int count = layout.sequences().stream().mapToInt(Sequence::targets).sum();
        var rows = LongBuffer.allocate(count);
        var labels = LongBuffer.allocate(count);
        layout.forEach((sequence, start) -> {
            for (int at = sequence.firstRow(); at < sequence.inputs(); at++) {
                rows.put((long) start + at);
                labels.put(sequence.ids()[at + 1]);
            }
        });
        return new NDList(scope.create(rows.array()), scope.create(labels.array()));
    }

    @SuppressWarnings("EnumOrdinal") // the script expects the ordinal
    private long[] modes() {
        return weights.recipe().layers().stream()
                .mapToLong(layer -> weights.recipe().mode(layer).ordinal())
                .toArray();
    }

    /** Decisions, noise and budget mask; empty tensors if no layer is routed. */
    private NDList routing(RowLayout layout, long step, boolean noise, NDManager scope) {
        if (!weights.recipe().routes()) {
            return new NDList(nothing, nothing, nothing);
        }
        List<Integer> layers = weights.recipe().layers();
        int forced = weights.recipe().method().keep().tokens();
        int size = layout.size();
        var given = new byte[layers.size() * size];
        var drawn = new float[layers.size() * size];
        var counted = new float[size];
        layout.forEach((sequence, start) -> {
            int end = start + sequence.inputs();
            Arrays.fill(counted, Math.min(start + forced, end), end, 1);
            for (int l = 0; l < layers.size(); l++) {
                int at = l * size + start;
                RandomStream stream =
                        streams.stream("router noise", step, sequence.id(), layers.get(l));
                for (int position = 0; position < sequence.inputs(); position++) {
                    byte decision = gate.at(sequence.id(), position, layers.get(l));
                    given[at + position] = decision;
                    drawn[at + position] =
                            noise && decision == Gate.ASK ? (float) stream.logistic() : 0;
                }
            }
        });
        Shape rows = layout.shape();
        var shape = new Shape(layers.size(), rows.get(0), rows.get(1));
        return new NDList(
                scope.create(ByteBuffer.wrap(given), shape, DataType.UINT8),
                scope.create(drawn, shape),
                scope.create(counted, rows));
    }
}
