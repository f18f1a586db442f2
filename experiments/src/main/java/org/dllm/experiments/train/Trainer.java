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
 * Makes optimiser steps. A step depends only on its number, its batch, the weights and the
 * optimiser's state.
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
        loss = new DecoderLoss(weights, streams, spec.pack(), manager);
        optimizer = new AdamW(spec.optimizer(), spec.clip(), weights.parameters(), manager);
        rate = new LearningRate(spec.optimizer().lr(), spec.schedule(), steps);
    }

    /** The optimiser, whose state checkpoints contain. */
    public AdamW optimizer() {
        return optimizer;
    }

    /**
     * Result of a step.
     *
     * @param executedRate executed rate of the tokens in the rate loss; 1 if there are none,
     *     because all tokens are forced
     * @param norm global norm of the gradients before clipping
     * @param largest largest magnitude of a weight after the step; loss and norm are from before it
     */
    public record Report(
            double loss,
            double ce,
            double rateLoss,
            double executedRate,
            double lr,
            double norm,
            double largest) {

        /** Whether all values are finite, so that training can continue. */
        public boolean finite() {
            return Double.isFinite(loss) && Double.isFinite(norm) && Double.isFinite(largest);
        }
    }

    /**
     * Makes one optimiser step.
     *
     * @param step from 0
     */
    public Report step(long step, List<Sequence> batch) {
        double lr = rate.at(step);
        try (NDManager scope = manager.newSubManager()) {
            double[] sums = gradients(step, batch);
            AdamW.Moved moved =
                    Double.isFinite(sums[0]) ? optimizer.step(step, lr, scope) : AdamW.Moved.NONE;
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
     * Accumulates the gradients of a batch.
     *
     * @return loss, cross-entropy, rate loss, executed rate
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
        // controls have no rate loss; the script computes the distance for every routed method
        if (weights.recipe().method().rateLoss().isEmpty()) {
            sums[2] = 0;
        }
        return sums;
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

    /**
     * Weight of the rate loss; empty if the method has none.
     *
     * @param step from 0
     */
    public OptionalDouble alpha(long step) {
        return weights.recipe().method().rateLoss().stream()
                .mapToDouble(loss -> loss.alpha().at(step, rate.steps()))
                .findFirst();
    }
}
