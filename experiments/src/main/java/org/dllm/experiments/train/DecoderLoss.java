package org.dllm.experiments.train;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import org.dllm.experiments.model.LlamaConfig;
import org.dllm.experiments.model.RotaryTable;
import org.dllm.experiments.random.RandomStream;
import org.dllm.experiments.random.RandomStreams;
import org.dllm.experiments.routing.Decider;
import org.dllm.experiments.routing.Gate;
import org.dllm.experiments.routing.Routers;
import org.dllm.experiments.routing.Site;
import org.dllm.experiments.routing.SkipPath;
import org.dllm.experiments.tensor.Script;
import org.dllm.experiments.train.TrainSpec.DistillSpec;
import org.jspecify.annotations.Nullable;

/**
 * The training loss: cross-entropy of the completions, the divergence from a teacher if there is
 * one, and the loss terms of the decider.
 */
public final class DecoderLoss {

    private final TrainableWeights weights;
    private final RandomStreams streams;
    private final boolean pack;
    private final @Nullable Teacher teacher;
    private final Script loss;
    private final Script targetRows;
    private final Gate gate;
    private final RotaryTable rotations;
    private final NDArray nothing;
    private final LayerPlan plan;
    private final @Nullable Decider decider;

    /** Creates a loss whose rotary tables {@code manager} owns. */
    public DecoderLoss(TrainableWeights weights, RandomStreams streams, NDManager manager) {
        this(weights, streams, false, null, manager);
    }

    /**
     * Creates a loss, with less padding if {@code pack} is true.
     *
     * @param pack whether a row may hold several short sequences, see {@link RowLayout}
     */
    public DecoderLoss(
            TrainableWeights weights, RandomStreams streams, boolean pack, NDManager manager) {
        this(weights, streams, pack, null, manager);
    }

    /**
     * @param distill distillation from the dense base; null for none
     */
    DecoderLoss(
            TrainableWeights weights,
            RandomStreams streams,
            boolean pack,
            @Nullable DistillSpec distill,
            NDManager manager) {
        this.weights = weights;
        this.pack = pack;
        teacher =
                distill == null
                        ? null
                        : new Teacher(
                                distill,
                                new DecoderLoss(
                                        weights.dense(manager), streams, pack, null, manager));
        this.streams = streams;
        LlamaConfig config = weights.recipe().config();
        decider = weights.recipe().decider();
        plan = LayerPlan.of(weights.recipe(), weights.lora());
        var shared = new ArrayList<>(Routers.training(decider));
        shared.add(Script.text(LlamaConfig.class, "layer"));
        shared.add(Script.text(DecoderLoss.class, "mapped", "decoder"));
        loss = Script.of(shared, DecoderLoss.class, "cross_entropy", "divergence", "decoder_loss");
        targetRows = Script.of(shared, DecoderLoss.class, "decoder_rows");
        gate = weights.recipe().method().gate(config.layers(), streams);
        rotations = new RotaryTable(config, manager);
        nothing = manager.zeros(new Shape(0));
    }

    /** A model whose predictions the loss compares with those of the trained weights. */
    private record Teacher(DistillSpec spec, DecoderLoss model) {}

    /**
     * Denominators of a step's means, so that the losses of micro-batches add up to that of the
     * batch.
     *
     * @param targets number of target tokens in the batch
     * @param budget number of tokens in the decider's losses
     * @param weights weights of the decider's losses at this step
     * @param scheduled the decider's scheduled numbers at this step
     */
    public record Whole(
            long step, long targets, long budget, List<Double> weights, List<Double> scheduled) {
        public Whole {
            weights = List.copyOf(weights);
            scheduled = List.copyOf(scheduled);
        }
    }

    /** Names of the results, in order. */
    public List<String> names() {
        var names = new ArrayList<>(List.of("loss", "ce"));
        if (teacher != null) {
            names.add("distillation_loss");
        }
        if (weights.recipe().decides()) {
            if (decider != null && decider.skipPath().filter(SkipPath::forecasts).isPresent()) {
                names.add("forecast_loss");
            }
            losses().forEach(term -> names.add(term.name()));
            names.add("executed_rate");
        }
        return names;
    }

    /** The decider's loss terms. */
    List<Decider.Loss> losses() {
        return decider == null ? List.of() : decider.losses();
    }

    /** The decider's numbers that change over the run. */
    List<Decider.Scheduled> schedules() {
        return decider == null ? List.of() : decider.schedules();
    }

    /**
     * Number of tokens in the decider's losses: all except forced tokens, padding and the last
     * token.
     */
    public long budget(List<Sequence> sequences) {
        int forced = weights.recipe().method().keep().tokens();
        return sequences.stream().mapToLong(s -> Math.max(0, s.inputs() - forced)).sum();
    }

    /**
     * Computes a micro-batch's share of the loss. Returns the loss (with gradient) and the numbers
     * of {@link #names}.
     *
     * @param noise true: decisions are drawn (training); false: the more probable decision is taken
     */
    public NDList of(List<Sequence> part, Whole whole, boolean noise, NDManager scope) {
        return of(part, whole, noise ? Decisions.DRAWN : Decisions.PROBABLE, scope);
    }

    /** How deciders decide in training. */
    enum Decisions {
        /** With their noise. */
        DRAWN,
        /** Without noise. */
        PROBABLE,
        /** Every token that would ask executes. */
        DENSE,
        /** As {@link #DENSE}; the loss of forecasts is computed. */
        FORECAST;

        boolean dense() {
            return this == DENSE || this == FORECAST;
        }
    }

    /** Like {@link #of(List, Whole, boolean, NDManager)}. */
    NDList of(List<Sequence> part, Whole whole, Decisions decisions, NDManager scope) {
        // the teacher has nothing that trains, so this builds no graph
        NDArray taught = teacher == null ? nothing : teacher.model.rows(part, scope);
        return loss.train(inputs(part, whole, decisions, taught, scope));
    }

    /** The normed hidden states (N, D) from which a micro-batch's targets are predicted. */
    private NDArray rows(List<Sequence> part, NDManager scope) {
        var whole = new Whole(0, 1, 1, List.of(), List.of());
        return targetRows
                .train(inputs(part, whole, Decisions.DENSE, nothing, scope))
                .singletonOrThrow();
    }

    private NDList inputs(
            List<Sequence> part,
            Whole whole,
            Decisions decisions,
            NDArray taught,
            NDManager scope) {
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
        inputs.addAll(settings(layout, whole, decisions, host));
        inputs.addAll(targets(layout, scope));
        inputs.add(host.create(plan.rows(), plan.shape()));
        inputs.addAll(routing(layout, whole.step(), decisions, scope));
        inputs.add(host.create(weights.lora().slots()));
        boolean placed = weights.recipe().decides() || !layout.isPadded();
        inputs.add(placed ? layout.places(scope) : nothing);
        inputs.add(scope.create(layout.promptTokens()));
        inputs.add(taught);
        TensorLists.add(inputs, "top", weights.top());
        TensorLists.add(inputs, "base", weights.base());
        TensorLists.add(inputs, "lora", orPlaceholder(weights.lora().arrays(), scope));
        TensorLists.add(inputs, "routers", orPlaceholder(weights.routers().arrays(), scope));
        return inputs;
    }

    @SuppressWarnings("EnumOrdinal") // the script expects the ordinal
    private NDList settings(RowLayout layout, Whole whole, Decisions decisions, NDManager host) {
        LlamaConfig config = weights.recipe().config();
        var sizes =
                new long[] {
                    config.heads(),
                    config.keyValueHeads(),
                    config.headWidth(),
                    weights.recipe().method().kvPolicy().ordinal(),
                    config.layers(),
                    layout.isPadded() ? 0 : 1
                };
        var numbers =
                new double[] {
                    config.normEps(),
                    weights.lora().scale(),
                    weights.lora().dropout(),
                    1.0 / Math.max(1, whole.targets()),
                    1.0 / Math.max(1, whole.budget()),
                    decider == null ? 0.5 : decider.attentionShare(),
                    teacher == null ? 0 : teacher.spec.temperature(),
                    teacher == null ? 0 : teacher.spec.weight(),
                    decisions == Decisions.FORECAST ? 1 : 0
                };
        DoubleStream fixed =
                decider == null ? DoubleStream.empty() : DoubleStream.of(decider.settings());
        DoubleStream own =
                DoubleStream.concat(fixed, whole.scheduled().stream().mapToDouble(n -> n));
        return new NDList(
                host.create(sizes),
                host.create(numbers),
                host.create(DoubleStream.concat(DoubleStream.of(config.normEps()), own).toArray()),
                host.create(whole.weights().stream().mapToDouble(w -> w).toArray()));
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

    /** Decisions, noise and budget mask; empty tensors if nothing is decided. */
    private NDList routing(RowLayout layout, long step, Decisions decisions, NDManager scope) {
        List<Integer> sites = plan.deciding();
        if (sites.isEmpty()) {
            return new NDList(nothing, nothing, nothing);
        }
        int forced = weights.recipe().method().keep().tokens();
        var draw = decider == null ? null : decider.noise().orElse(null);
        int size = layout.size();
        var given = new byte[sites.size() * size];
        var drawn = new float[draw == null ? 0 : sites.size() * size];
        var counted = new float[size];
        layout.forEach((sequence, start) -> {
            int end = start + sequence.inputs();
            Arrays.fill(counted, Math.min(start + forced, end), end, 1);
            for (int row = 0; row < sites.size(); row++) {
                int at = row * size + start;
                RandomStream stream = noise(step, sequence.id(), sites.get(row));
                for (int position = 0; position < sequence.inputs(); position++) {
                    byte decision = gate.at(sequence.id(), position, sites.get(row));
                    if (decision == Gate.ASK && decisions.dense()) {
                        decision = Gate.EXECUTE;
                    }
                    given[at + position] = decision;
                    if (decisions == Decisions.DRAWN && draw != null && decision == Gate.ASK) {
                        drawn[at + position] = (float) draw.applyAsDouble(stream);
                    }
                }
            }
        });
        Shape rows = layout.shape();
        var shape = new Shape(sites.size(), rows.get(0), rows.get(1));
        return new NDList(
                scope.create(ByteBuffer.wrap(given), shape, DataType.UINT8),
                draw == null ? nothing : scope.create(drawn, shape),
                scope.create(counted, rows));
    }

    private RandomStream noise(long step, long sequence, int site) {
        int layer = Site.layer(site);
        return Site.isAttention(site)
                ? streams.stream("router noise", step, sequence, layer)
                : streams.stream("router noise", step, sequence, layer, 1);
    }
}
