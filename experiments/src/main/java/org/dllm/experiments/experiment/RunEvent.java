package org.dllm.experiments.experiment;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a run says while it runs; the only way that results leave it. Values are free of wall-clock
 * time unless their name says so: {@code Metric} keys beginning with {@code time/} are left out
 * when runs are compared.
 */
public sealed interface RunEvent {

    /** One point of a series; the raw double is kept, NaN and infinities too. */
    record Metric(String key, long step, double value) implements RunEvent {}

    /**
     * Where the run is: phase, step of total in that phase, units per second over the last moments.
     */
    record Progress(String phase, long step, long total, double perSecond) implements RunEvent {}

    /** A line for the log. */
    record Log(String level, String message) implements RunEvent {}

    /**
     * How often a layer ran: counts, not shares.
     *
     * @param task evaluation task
     * @param axis what the buckets are: {@code family}, {@code position}, {@code token_class},
     *     {@code chain_step}, {@code steps}
     * @param bucket one value of the axis, sortable as text within its axis by {@code ordinal}
     * @param forced whether the executions were no choice of the router
     */
    record LayerActivity(
            String task,
            int layer,
            String axis,
            String bucket,
            int ordinal,
            long executed,
            long total,
            boolean forced)
            implements RunEvent {}

    /**
     * One evaluated example, with the layers that each token ran.
     *
     * @param tokens the text of each token, prompt and answer
     * @param promptTokens how many of them are the prompt
     * @param executed per token a string of {@code 0} and {@code 1}, layer 0 first
     */
    record Sample(
            String task,
            int index,
            String exampleId,
            String family,
            int steps,
            String prompt,
            String gold,
            String answer,
            boolean correct,
            List<String> tokens,
            int promptTokens,
            List<String> executed)
            implements RunEvent {}

    /**
     * One measured number of an evaluated task.
     *
     * @param metric its key within the task: {@code exact_match/family=chain}
     * @param stderr standard error over the examples; null where none is defined
     * @param n examples that the value is computed from
     */
    record TaskResult(String task, String metric, double value, @Nullable Double stderr, long n)
            implements RunEvent {}

    /** A checkpoint that can be resumed from, complete on disk. */
    record Checkpoint(long step, String file, String sha256, long bytes) implements RunEvent {}

    /** A file the run leaves, relative to its folder. */
    record Artifact(String name, String file, String sha256, long bytes) implements RunEvent {}

    /** Everything that decides the result, as canonical JSON, with its hash. */
    record Manifest(String json, String sha256) implements RunEvent {}

    /**
     * The run goes on from {@code step}, or begins at 0: points of later steps that an earlier
     * attempt told are told again.
     */
    record Resumed(long step) implements RunEvent {}

    /** The end: the result in a few numbers, named as their metrics are. */
    record Result(SortedMap<String, Double> summary) implements RunEvent {
        public Result {
            summary = Collections.unmodifiableSortedMap(new TreeMap<>(summary));
        }
    }
}
