package org.dllm.experiments.train;

/**
 * How a run trains.
 *
 * @param steps optimiser steps; 0 evaluates only
 * @param batch sequences per step
 * @param accumulate micro-batches per step; {@code batch} is divided by it
 * @param clip largest global gradient norm; 0 = no clipping
 * @param checkpointEvery steps between checkpoints
 */
public record TrainSpec(
        int steps,
        int batch,
        int accumulate,
        OptimizerSpec optimizer,
        ScheduleSpec schedule,
        double clip,
        int checkpointEvery) {

    /** AdamW (Loshchilov and Hutter 2019); decay leaves biases and vectors alone. */
    public record OptimizerSpec(
            double lr, double beta1, double beta2, double eps, double weightDecay) {}

    /**
     * Learning rate over steps: linear warm-up, then {@code constant}, {@code cosine} or {@code
     * linear} to {@code floor}·lr.
     */
    public record ScheduleSpec(String type, int warmup, double floor) {}
}
