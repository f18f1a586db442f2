package org.dllm.experiments.train;

import org.dllm.experiments.spec.AllowedValues;
import org.dllm.experiments.spec.Default;
import org.dllm.experiments.spec.Range;
import org.dllm.experiments.spec.Rule;
import org.jspecify.annotations.Nullable;

/**
 * Settings of training.
 *
 * @param steps optimiser steps; 0 evaluates only
 * @param batch sequences per step
 * @param accumulate micro-batches per step; must divide {@code batch}
 * @param clip maximum global gradient norm; 0 = no clipping
 * @param checkpointEvery steps between checkpoints
 * @param activityEvery steps between records of layer activity; 0: none, absent: as often as
 *     checkpoints
 * @param pack puts several short sequences into one row of a batch to save padding; tokens attend
 *     only to their own sequence
 * @param order order in which routers and LoRA updates train; absent if both train in every step
 * @param distill distillation from the dense model; absent for none
 */
public record TrainSpec(
        @Range(min = 0) int steps,
        @Default("8") @Range(min = 1, max = 65536) int batch,
        @Default("1") @Range(min = 1, max = 65536) int accumulate,
        @Default("{}") OptimizerSpec optimizer,
        @Default("{}") ScheduleSpec schedule,
        @Default("1.0") @Range(min = 0) double clip,
        @Default("100") @Range(min = 1) int checkpointEvery,
        @Nullable @Range(min = 0) Integer activityEvery,
        @Default("false") boolean pack,
        @Nullable OrderSpec order,
        @Nullable DistillSpec distill) {
    public TrainSpec {
        requireEvenParts(batch, accumulate);
        order = order == null || order.type().equals(OrderSpec.JOINT) ? null : order;
        requireTwoSteps(steps, order);
    }

    /** Training in one stage, without distillation. */
    public TrainSpec(
            int steps,
            int batch,
            int accumulate,
            OptimizerSpec optimizer,
            ScheduleSpec schedule,
            double clip,
            int checkpointEvery,
            @Nullable Integer activityEvery,
            boolean pack) {
        this(
                steps,
                batch,
                accumulate,
                optimizer,
                schedule,
                clip,
                checkpointEvery,
                activityEvery,
                pack,
                null,
                null);
    }

    @Rule({"steps", "order"})
    static void requireTwoSteps(int steps, @Nullable OrderSpec order) {
        if (steps == 1 && order != null && !order.type().equals(OrderSpec.JOINT)) {
            throw new IllegalArgumentException(
                    "train.steps to be at least 2, because train.order has two stages");
        }
    }

    /** Whether layer activity is recorded after {@code step} steps. */
    public boolean recordsActivity(long step) {
        int every = activityEvery == null ? checkpointEvery : activityEvery;
        return every > 0 && step % every == 0;
    }

    @Rule({"batch", "accumulate"})
    static void requireEvenParts(int batch, int accumulate) {
        if (batch % accumulate != 0) {
            throw new IllegalArgumentException("train.batch to be a multiple of train.accumulate");
        }
    }

    /**
     * AdamW (Loshchilov and Hutter 2019); weight decay does not apply to vectors (gains and
     * biases).
     *
     * @param beta1 below 1: at 1 the mean of gradients and its bias correction would both stay 0
     * @param eps large enough for float32; otherwise the update of a weight without gradients is
     *     0/0
     */
    public record OptimizerSpec(
            @Default("AdamW") @AllowedValues("AdamW") String type,
            @Default("2.8e-4") @Range(above = 0) double lr,
            @Default("0.9") @Range(min = 0, below = 1) double beta1,
            @Default("0.95") @Range(min = 0, below = 1) double beta2,
            @Default("1e-8") @Range(min = 1e-30) double eps,
            @Default("0.02") @Range(min = 0) double weightDecay) {}

    /**
     * Learning rate over steps: linear warm-up, then {@code constant}, {@code cosine} or {@code
     * linear} to {@code floor}·lr.
     */
    public record ScheduleSpec(
            @Default("cosine") @AllowedValues({"constant", "cosine", "linear"}) String type,
            @Default("0") @Range(min = 0) int warmup,
            @Default("0.0") @Range(min = 0, max = 1) double floor) {}

    /**
     * Order in which routers and LoRA updates train. In each of two stages one of them trains and
     * the other keeps its values; each stage has its own warm-up and its own schedules.
     *
     * @param type {@code joint}: both in every step. {@code routerFirst}: routers, then updates for
     *     their decisions without noise (as in SkipGPT). {@code loraFirst}: updates of the dense
     *     model, then routers
     * @param share share of the steps that the first stage has
     */
    public record OrderSpec(
            @AllowedValues({"joint", "routerFirst", "loraFirst"}) String type,
            @Default("0.5") @Range(above = 0, below = 1) double share) {

        public static final String JOINT = "joint";
        static final String ROUTER_FIRST = "routerFirst";
    }

    /**
     * Distillation (Hinton et al. 2015) from the frozen base, with all layers and without LoRA
     * updates: adds {@code weight · T² · KL(teacher ‖ student)} to the loss, the mean over the
     * target tokens.
     *
     * @param temperature T, by which the logits of both are divided
     */
    public record DistillSpec(
            @Default("1.0") @Range(above = 0) double weight,
            @Default("1.0") @Range(above = 0) double temperature) {}
}
