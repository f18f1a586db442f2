package org.dllm.platform.table;

import java.util.List;
import org.dllm.platform.run.RunState;
import org.jspecify.annotations.Nullable;

/**
 * A system's result on one task.
 *
 * @param seeds number of seeds with a result
 * @param planned number of planned seeds; 0 if the combination is not planned
 * @param mean mean of the primary metric over the seeds; absent without a result
 * @param deviation standard deviation over the seeds; absent for fewer than two
 * @param flopsLayers FLOPs of the layers, relative to the dense model
 * @param flopsAll FLOPs with routers and head, relative to the dense model
 * @param target the rate that the method aims at; absent if it has none
 * @param test comparison with the baseline
 * @param missing the seeds without a result
 */
public record Cell(
        int seeds,
        int planned,
        @Nullable Double mean,
        @Nullable Double deviation,
        @Nullable Double flopsLayers,
        @Nullable Double flopsAll,
        @Nullable Target target,
        Mark mark,
        @Nullable Test test,
        List<Missing> missing) {

    public Cell {
        missing = List.copyOf(missing);
    }

    /**
     * A target and how it is reached.
     *
     * @param metric the metric that reports the reached rate
     * @param reached mean over the seeds; absent without a result
     */
    public record Target(double rate, String metric, @Nullable Double reached) {}

    /** Rank of the mean among the systems other than the dense model; equal means share a rank. */
    public enum Mark {
        NONE,
        BEST,
        SECOND
    }

    /**
     * A paired test against the baseline.
     *
     * @param examples number of examples that both answered
     * @param p two-sided p-value
     * @param adjusted p-value with Holm's correction over the tests of the table
     * @param better whether the system is better than the baseline on average
     */
    public record Test(int examples, double p, double adjusted, boolean better) {

        public boolean significant() {
            return adjusted < ResultTable.LEVEL;
        }
    }

    /**
     * A planned run without a result.
     *
     * @param run absent if it was deleted
     * @param state its state; absent if it was deleted
     * @param reason why it waits, failed or was cancelled
     * @param command the command that runs it or follows it
     */
    public record Missing(
            long seed,
            @Nullable String run,
            @Nullable RunState state,
            @Nullable String reason,
            String command) {

        /** The state in words: {@code failed}, {@code not submitted}. */
        public String stateText() {
            if (state == null) {
                return "not submitted";
            }
            return state == RunState.FINISHED
                    ? "no result"
                    : state.name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    Cell with(Mark rank) {
        return new Cell(
                seeds,
                planned,
                mean,
                deviation,
                flopsLayers,
                flopsAll,
                target,
                rank,
                test,
                missing);
    }

    Cell with(Test compared) {
        return new Cell(
                seeds,
                planned,
                mean,
                deviation,
                flopsLayers,
                flopsAll,
                target,
                mark,
                compared,
                missing);
    }
}
