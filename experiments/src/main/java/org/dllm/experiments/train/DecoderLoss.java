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
import org.dllm.experiments.random.RandomStream;
import org.dllm.experiments.random.RandomStreams;
import org.dllm.experiments.routing.Gate;
import org.dllm.experiments.routing.Routers;
import org.dllm.experiments.tensor.Script;

/**
 * The loss of a model in training on some sequences: cross-entropy of the completions, and where
 * the method has a rate loss the distance of each token's share of executed layers from the target.
 */
public final class DecoderLoss {

    private final TrainableWeights weights;
    private final RandomStreams streams;
    private final Script loss;
    private final Gate gate;
    private final RotationTable rotations;
    private final NDArray nothing;

    /** The tables of the rotation live in {@code manager}. */
    public DecoderLoss(TrainableWeights weights, RandomStreams streams, NDManager manager) {
        this.weights = weights;
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
        rotations = new RotationTable(config, manager);
        nothing = manager.zeros(new Shape(0));
    }

    /**
     * What the means of one step are taken over, so that micro-batches add up to the whole batch.
     *
     * @param targets tokens that are learnt
     * @param budget tokens that the rate loss counts
     * @param alpha weight of the rate loss at this step
     */
    public record Whole(long step, long targets, long budget, double alpha) {}

    /** Tokens that the rate loss counts: not the forced ones, not padding, not the last. */
    public long budget(List<Sequence> sequences) {
        int forced = weights.recipe().method().keep().tokens();
        return sequences.stream().mapToLong(s -> Math.max(0, s.inputs() - forced)).sum();
    }

    /**
     * The part's share of the loss: loss with gradient and cross-entropy; where layers are routed,
     * rate loss and executed share too.
     *
     * @param noise whether decisions are drawn (training) or the more probable one is taken
     */
    public NDList of(List<Sequence> part, Whole whole, boolean noise, NDManager scope) {
        LlamaConfig config = weights.recipe().config();
        int rows = part.size();
        int length = part.stream().mapToInt(Sequence::inputs).max().orElse(0);
        if (length > config.context()) {
            throw new IllegalArgumentException(
                    "a sequence of %d tokens is longer than the model's context of %d"
                            .formatted(length, config.context()));
        }
        NDManager host = scope.newSubManager(Device.cpu());
        var inputs = new NDList();
        inputs.add(scope.create(ids(part, length), new Shape(rows, length)));
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
        inputs.addAll(targets(part, length, scope));
        inputs.add(host.create(modes()));
        inputs.addAll(routing(part, length, whole.step(), noise, scope));
        inputs.add(host.create(weights.lora().slots()));
        Lists.add(inputs, "top", weights.top());
        Lists.add(inputs, "base", weights.base());
        Lists.add(inputs, "lora", orNothing(weights.lora().arrays(), scope));
        Lists.add(inputs, "routers", orNothing(weights.routers().arrays(), scope));
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

    // a list argument cannot be empty
    private NDList orNothing(NDList arrays, NDManager scope) {
        if (!arrays.isEmpty()) {
            return arrays;
        }
        NDArray placeholder = nothing.duplicate();
        placeholder.attach(scope);
        return new NDList(placeholder);
    }

    private static long[] ids(List<Sequence> part, int length) {
        var ids = new long[part.size() * length];
        for (int row = 0; row < part.size(); row++) {
            for (int position = 0; position < part.get(row).inputs(); position++) {
                ids[row * length + position] = part.get(row).ids()[position];
            }
        }
        return ids;
    }

    /** Rows of the flattened batch that have a target, and the targets. */
    private static NDList targets(List<Sequence> part, int length, NDManager scope) {
        int count = part.stream().mapToInt(Sequence::targets).sum();
        var rows = LongBuffer.allocate(count);
        var labels = LongBuffer.allocate(count);
        for (int row = 0; row < part.size(); row++) {
            Sequence sequence = part.get(row);
            for (int at = sequence.firstRow(); at < sequence.inputs(); at++) {
                rows.put((long) row * length + at);
                labels.put(sequence.ids()[at + 1]);
            }
        }
        return new NDList(scope.create(rows.array()), scope.create(labels.array()));
    }

    @SuppressWarnings("EnumOrdinal") // the number is what the script reads
    private long[] modes() {
        return weights.recipe().layers().stream()
                .mapToLong(layer -> weights.recipe().mode(layer).ordinal())
                .toArray();
    }

    /** Given decisions, noise and budget mask; nothing where no layer decides. */
    private NDList routing(
            List<Sequence> part, int length, long step, boolean noise, NDManager scope) {
        if (!weights.recipe().routes()) {
            return new NDList(nothing, nothing, nothing);
        }
        List<Integer> layers = weights.recipe().layers();
        int size = part.size() * length;
        var given = new byte[layers.size() * size];
        var drawn = new float[layers.size() * size];
        var counted = new float[size];
        for (int row = 0; row < part.size(); row++) {
            Sequence sequence = part.get(row);
            Arrays.fill(
                    counted,
                    row * length
                            + Math.min(
                                    weights.recipe().method().keep().tokens(), sequence.inputs()),
                    row * length + sequence.inputs(),
                    1);
            for (int l = 0; l < layers.size(); l++) {
                int at = l * size + row * length;
                RandomStream stream =
                        streams.stream("router noise", step, sequence.id(), layers.get(l));
                for (int position = 0; position < sequence.inputs(); position++) {
                    byte decision = gate.at(sequence.id(), position, layers.get(l));
                    given[at + position] = decision;
                    drawn[at + position] =
                            noise && decision == Gate.ASK ? (float) stream.logistic() : 0;
                }
            }
        }
        var shape = new Shape(layers.size(), part.size(), length);
        return new NDList(
                scope.create(ByteBuffer.wrap(given), shape, DataType.UINT8),
                scope.create(drawn, shape),
                scope.create(counted, new Shape(part.size(), length)));
    }
}
