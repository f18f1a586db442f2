package org.dllm.experiments.train;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import org.dllm.experiments.random.RandomStreams;

/**
 * Takes optimiser steps; what a step does depends on its number, its batch and the weights only.
 */
public final class Trainer {

    private final TrainSpec spec;
    private final TrainableWeights weights;
    private final RandomStreams streams;
    private final DecoderLoss loss;
    private final AdamW optimizer;
    private final LearningRate rate;
    private final NDManager manager;

    /**
     * @param steps of the whole run: schedules end there
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
        loss = new DecoderLoss(weights, streams, spec.pack(), manager);
        optimizer = new AdamW(spec.optimizer(), spec.clip(), weights.parameters(), manager);
        rate = new LearningRate(spec.optimizer().lr(), spec.schedule(), steps);
    }

    /** The optimiser, for its state. */
    public AdamW optimizer() {
        return optimizer;
    }

    /**
     * What a step saw and left.
     *
     * @param executedRate share of layer executions of the tokens in the budget; 1 where there are
     *     none, as every token is forced
     * @param norm global, of the gradients before clipping
     * @param largest magnitude of a weight after the step; loss and norm are from before it
     */
    public record Report(
            double loss,
            double ce,
            double rateLoss,
            double executedRate,
            double lr,
            double norm,
            double largest) {

        /** Whether training can go on from here. */
        public boolean finite() {
            return Double.isFinite(loss) && Double.isFinite(norm) && Double.isFinite(largest);
        }
    }

    /**
     * One step.
     *
     * @param step from 0
     */
    public Report step(long step, List<Sequence> batch) {
        double lr = rate.at(step);
        try (NDManager scope = manager.newSubManager()) {
            double[] sums = gradients(step, batch);
            AdamW.Moved moved =
                    Double.isFinite(sums[0])
                            ? optimizer.step(step, lr, scope)
                            : AdamW.Moved.NOWHERE;
            return new Report(
                    sums[0],
                    sums[1],
                    sums[2],
                    executed(sums[3]),
                    lr,
                    moved.norm(),
                    moved.largest());
        }
    }

    private double executed(double routed) {
        Recipe recipe = weights.recipe();
        return recipe.routes()
                ? routed
                : recipe.layers().size() / (double) recipe.config().layers();
    }

    /**
     * Adds the gradients of a batch to the parameters'.
     *
     * @return loss, cross-entropy, rate loss, executed share
     */
    public double[] gradients(long step, List<Sequence> batch) {
        var sums = new double[4];
        long targets = batch.stream().mapToLong(Sequence::targets).sum();
        var whole = new DecoderLoss.Whole(step, targets, loss.budget(batch), alpha(step).orElse(0));
        List<List<Sequence>> parts = parts(batch);
        for (int part = 0; part < parts.size(); part++) {
            manager.getEngine().setRandomSeed(streams.seed("dropout", step, part));
            try (NDManager scope = manager.newSubManager();
                    GradientCollector collector = manager.getEngine().newGradientCollector()) {
                NDList results = loss.of(parts.get(part), whole, true, scope);
                for (int i = 0; i < results.size(); i++) {
                    sums[i] += results.get(i).getFloat();
                }
                collector.backward(results.head());
            }
        }
        if (whole.budget() == 0) {
            sums[3] = 1;
        }
        // a control's distance from a target is nobody's loss
        if (weights.recipe().method().rateLoss().isEmpty()) {
            sums[2] = 0;
        }
        return sums;
    }

    /** Micro-batches, sequences of like length together so that little is padding. */
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

    /**
     * Weight of the rate loss, where the method has one.
     *
     * @param step from 0
     */
    public OptionalDouble alpha(long step) {
        return weights.recipe().method().rateLoss().stream()
                .mapToDouble(loss -> loss.alpha().at(step, rate.steps()))
                .findFirst();
    }
}
