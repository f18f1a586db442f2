package org.dllm.experiments.train;

import org.dllm.experiments.train.TrainSpec.ScheduleSpec;

/** Learning rate by step: linear warm-up to the peak, then the schedule's decay. */
record LearningRate(double peak, ScheduleSpec schedule, long steps) {

    /**
     * @param step from 0
     */
    double at(long step) {
        if (step < schedule.warmup()) {
            return peak * (step + 1) / schedule.warmup();
        }
        double done =
                Math.min(
                        1.0,
                        (step - schedule.warmup())
                                / (double) Math.max(1, steps - schedule.warmup()));
        double left =
                switch (schedule.type()) {
                    case "constant" -> 1;
                    case "linear" -> 1 - done;
                    case "cosine" -> 0.5 * (1 + StrictMath.cos(Math.PI * done));
                    default ->
                            throw new IllegalArgumentException(
                                    "schedule.type must be constant, cosine or linear, but was "
                                            + schedule.type());
                };
        return peak * (schedule.floor() + (1 - schedule.floor()) * left);
    }
}
