package org.dllm.experiments.train;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.dllm.experiments.random.RandomStreams;
import org.dllm.experiments.routing.Decider;
import org.jspecify.annotations.Nullable;

/**
 * Makes optimiser steps. A step depends only on its number, its batch, the weights and the
 * optimiser's state.
 */
public final class Trainer {

    /** Names of numbers that every report has. */
    public static final String LOSS = "loss";

    public static final String CE = "ce";
    public static final String EXECUTED_RATE = "executed_rate";
    public static final String GRAD_NORM = "grad_norm";

    private final TrainSpec spec;
    private final TrainableWeights weights;
    private final RandomStreams streams;
    private final DecoderLoss loss;
    private final AdamW optimizer;
    private final List<Stage> stages;
    private final NDManager manager;
    // the weights of the decider's losses at the next step; those of controllers depend on earlier
    // steps
    private final double[] controlled;

    /**
     * @param steps number of steps of the run, the end of schedules
     */
    public Trainer(
            TrainSpec spec,
            TrainableWeights weights,
            RandomStreams streams,
            long steps,
            NDManager manager) {
        this.spec = spec;
        this.weights = weights;
        this.streams = streams;
        this.manager = manager;
        loss = new DecoderLoss(weights, streams, spec.pack(), spec.distill(), manager);
        optimizer = new AdamW(spec.optimizer(), spec.clip(), weights.parameters(), manager);
        stages = Stage.of(weights.routers().forecastShare(), spec.order(), steps);
        controlled =
                loss.losses().stream().mapToDouble(term -> term.weight().at(0, steps)).toArray();
    }

    /** The optimiser, whose state checkpoints contain. */
    public AdamW optimizer() {
        return optimizer;
    }

    /**
     * Result of a step.
     *
     * @param numbers by their names in metrics, in order: {@code loss}, {@code ce}, {@code
     *     distillation_loss} if there is a teacher, the decider's losses and their weights (0 while
     *     it does not train), its scheduled numbers, {@code executed_rate} of the tokens in these
     *     losses (1 if there are none, because all tokens are forced), {@code lr}, and {@code
     *     grad_norm} before clipping
     * @param largest largest magnitude of a weight after the step; loss and norm are from before it
     */
    public record Report(SequencedMap<String, Double> numbers, double largest) {
        public Report {
            numbers = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(numbers));
        }

        /** The number of this name. */
        public double get(String name) {
            Double number = numbers.get(name);
            if (number == null) {
                throw new IllegalArgumentException(
                        "expected one of %s, found %s".formatted(numbers.keySet(), name));
            }
            return number;
        }

        /** Whether loss, norm and weights are finite, so that training can continue. */
        public boolean finite() {
            return Double.isFinite(get(LOSS))
                    && Double.isFinite(get(GRAD_NORM))
                    && Double.isFinite(largest);
        }
    }

    /**
     * Makes one optimiser step.
     *
     * @param step from 0
     */
    public Report step(long step, List<Sequence> batch) {
        Stage stage = Stage.at(stages, step);
        double lr =
                new LearningRate(spec.optimizer().lr(), spec.schedule(), stage.steps())
                        .at(stage.step(step));
        try (NDManager scope = manager.newSubManager()) {
            SequencedMap<String, Double> numbers = gradients(step, batch);
            boolean finite = Double.isFinite(numbers.getOrDefault(LOSS, Double.NaN));
            if (stage.routers()) {
                control(numbers);
            }
            AdamW.Moved moved =
                    finite ? optimizer.step(stage.step(step), lr, scope) : AdamW.Moved.NONE;
            numbers.put("lr", lr);
            numbers.put(GRAD_NORM, moved.norm());
            return new Report(numbers, moved.largest());
        }
    }

    /** Accumulates the gradients of a batch. Returns the numbers of the loss by name. */
    public SequencedMap<String, Double> gradients(long step, List<Sequence> batch) {
        List<String> names = loss.names();
        var sums = new double[names.size()];
        long targets = batch.stream().mapToLong(Sequence::targets).sum();
        Stage stage = Stage.at(stages, step);
        if (stages.size() > 1) {
            weights.enter(stage);
        }
        List<Double> weighting =
                IntStream.range(0, controlled.length)
                        .mapToObj(term -> stage.routers() ? weight(term, step) : 0)
                        .toList();
        List<Double> scheduled =
                loss.schedules().stream().map(number -> at(number.value(), step)).toList();
        var whole = new DecoderLoss.Whole(step, targets, loss.budget(batch), weighting, scheduled);
        List<List<Sequence>> parts = parts(batch);
        for (int part = 0; part < parts.size(); part++) {
            manager.getEngine().setRandomSeed(streams.seed("dropout", step, part));
            try (NDManager scope = manager.newSubManager();
                    GradientCollector collector = manager.getEngine().newGradientCollector()) {
                NDList results = loss.of(parts.get(part), whole, decisions(stage), scope);
                for (int i = 0; i < results.size(); i++) {
                    sums[i] += results.get(i).getFloat();
                }
                collector.backward(results.head());
            }
        }
        return named(names, sums, whole);
    }

    private double weight(int term, long step) {
        Decider.Weighting weight = loss.losses().get(term).weight();
        return weight instanceof Decider.Controller ? controlled[term] : at(weight, step);
    }

    private void control(SequencedMap<String, Double> numbers) {
        for (int term = 0; term < controlled.length; term++) {
            if (loss.losses().get(term).weight() instanceof Decider.Controller controller) {
                double executed = numbers.getOrDefault(EXECUTED_RATE, Double.NaN);
                controlled[term] = controller.next(controlled[term], executed);
            }
        }
    }

    /** Weights of losses at the next step that depend on earlier steps, by their names. */
    SequencedMap<String, Double> controlled() {
        var weights = new LinkedHashMap<String, Double>();
        for (int term = 0; term < controlled.length; term++) {
            if (loss.losses().get(term).weight() instanceof Decider.Controller) {
                weights.put(loss.losses().get(term).weightName(), controlled[term]);
            }
        }
        return weights;
    }

    /** Restores {@link #controlled}. */
    void control(ToDoubleFunction<String> weights) {
        for (int term = 0; term < controlled.length; term++) {
            Decider.Loss of = loss.losses().get(term);
            if (of.weight() instanceof Decider.Controller) {
                controlled[term] = weights.applyAsDouble(of.weightName());
            }
        }
    }

    /** A number that changes over the stage in which the decider trains. */
    private double at(Decider.Weighting number, long step) {
        Stage own = stages.stream().filter(Stage::routers).findFirst().orElse(stages.getFirst());
        return number.at(Math.clamp(own.step(step), 0, own.steps()), own.steps());
    }

    private static DecoderLoss.Decisions decisions(Stage stage) {
        if (stage.forecasts()) {
            return DecoderLoss.Decisions.FORECAST;
        }
        if (stage.dense()) {
            return DecoderLoss.Decisions.DENSE;
        }
        return stage.routers() ? DecoderLoss.Decisions.DRAWN : DecoderLoss.Decisions.PROBABLE;
    }

    private SequencedMap<String, Double> named(
            List<String> names, double[] sums, DecoderLoss.Whole whole) {
        var numbers = new LinkedHashMap<String, Double>();
        for (int i = 0; i < sums.length; i++) {
            numbers.put(names.get(i), sums[i]);
        }
        // every run has this metric, so that runs can be compared
        numbers.putIfAbsent("rate_loss", 0.0);
        for (int i = 0; i < loss.losses().size(); i++) {
            numbers.put(loss.losses().get(i).weightName(), whole.weights().get(i));
        }
        for (int i = 0; i < loss.schedules().size(); i++) {
            numbers.put(loss.schedules().get(i).name(), whole.scheduled().get(i));
        }
        numbers.putLast(EXECUTED_RATE, executed(numbers.get(EXECUTED_RATE), whole));
        return numbers;
    }

    private double executed(@Nullable Double decided, DecoderLoss.Whole whole) {
        if (decided != null) {
            // a sum of shares in float32 may exceed 1
            return whole.budget() == 0 ? 1 : Math.min(1, decided);
        }
        Recipe recipe = weights.recipe();
        return recipe.sites().size() / (double) recipe.modes().size();
    }

    /**
     * Splits a batch into micro-batches; sequences of similar length stay together to save padding.
     */
    private List<List<Sequence>> parts(List<Sequence> batch) {
        var sorted = new ArrayList<>(batch);
        sorted.sort(Comparator.comparingInt(Sequence::inputs).thenComparingLong(Sequence::id));
        int size = Math.ceilDiv(batch.size(), Math.max(1, spec.accumulate()));
        var parts = new ArrayList<List<Sequence>>();
        for (int from = 0; from < sorted.size(); from += size) {
            parts.add(sorted.subList(from, Math.min(from + size, sorted.size())));
        }
        return parts;
    }
}
