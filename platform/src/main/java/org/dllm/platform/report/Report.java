package org.dllm.platform.report;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import org.dllm.experiments.experiment.PrimaryMetric;
import org.dllm.platform.run.SubmissionPlan;
import org.dllm.platform.table.Cell;
import org.dllm.platform.table.ResultTable;
import org.jspecify.annotations.Nullable;

/**
 * One submission with everything that a reader needs to judge and repeat it.
 *
 * @param document the spec as it was submitted
 * @param seeds of the planned runs
 * @param conditions under which the runs were executed
 * @param tasks one per row of the table
 */
public record Report(
        SubmissionPlan plan,
        String document,
        List<Long> seeds,
        Effort effort,
        List<Condition> conditions,
        ResultTable table,
        List<Task> tasks) {

    public Report {
        seeds = List.copyOf(seeds);
        conditions = List.copyOf(conditions);
        tasks = List.copyOf(tasks);
    }

    /**
     * How much was executed.
     *
     * @param first start of the first run; absent if none has started
     * @param last end of the last run; absent if none has ended
     * @param worked working time of all runs together
     */
    public record Effort(
            int planned,
            int finished,
            @Nullable Instant first,
            @Nullable Instant last,
            Duration worked) {}

    /**
     * A condition of the manifests, such as the processor.
     *
     * @param values one if all runs agree
     */
    public record Condition(String name, List<String> values) {
        public Condition {
            values = List.copyOf(values);
        }
    }

    /** The systems on one task. */
    public record Task(String name, PrimaryMetric primary, List<SystemResult> systems) {
        public Task {
            systems = List.copyOf(systems);
        }
    }

    /**
     * A system on one task.
     *
     * @param cell its cell of the table
     * @param runs its finished runs, by seed
     * @param means of each result over the finished runs
     */
    public record SystemResult(
            String name, Cell cell, List<SeedResult> runs, SortedMap<String, Double> means) {

        public SystemResult {
            runs = List.copyOf(runs);
        }

        /** NaN if the system has no such result. */
        double mean(String metric) {
            return means.getOrDefault(metric, Double.NaN);
        }
    }

    /**
     * The result of one run.
     *
     * @param quality the task's primary metric
     * @param flops of everything, relative to the dense model
     */
    public record SeedResult(long seed, String run, double quality, double flops) {}
}
