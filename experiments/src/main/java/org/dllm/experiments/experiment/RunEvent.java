package org.dllm.experiments.experiment;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.dllm.experiments.eval.ActivityCount;
import org.jspecify.annotations.Nullable;

/**
 * An event of a run. Results leave a run only as events. Only {@code Metric} keys that begin with
 * {@code time/} depend on wall-clock time or on the machine's memory; comparisons of runs ignore
 * them.
 */
public sealed interface RunEvent {

    /** One point of a series, as a raw double that may be NaN or infinite. */
    record Metric(String key, long step, double value) implements RunEvent {}

    /**
     * How far the current phase is.
     *
     * @param phase such as {@code prepare}, {@code train} or {@code evaluate gsm8k}
     * @param step completed units of {@code total}: examples or training steps
     * @param perSecond recent rate in units per second
     */
    record Progress(String phase, long step, long total, double perSecond) implements RunEvent {}

    /** A line for the log. */
    record Log(String level, String message) implements RunEvent {}

    /**
     * How often a layer executed, as counts.
     *
     * @param task evaluation task
     * @param axis the kind of bucket: {@code family}, {@code position}, {@code token_class}, {@code
     *     chain_step}, {@code steps}
     * @param bucket one value of the axis; {@code ordinal} orders the buckets
     * @param forced whether the executions were forced
     * @param trainingStep number of trained steps if the counts are of the training, over the first
     *     examples of the task; null if they are of the evaluation
     */
    record LayerActivity(
            String task,
            int layer,
            String axis,
            String bucket,
            int ordinal,
            long executed,
            long total,
            boolean forced,
            @Nullable Long trainingStep)
            implements RunEvent {

        static LayerActivity of(String task, ActivityCount count, @Nullable Long step) {
            return new LayerActivity(
                    task,
                    count.layer(),
                    count.axis(),
                    count.bucket(),
                    count.ordinal(),
                    count.executed(),
                    count.total(),
                    count.forced(),
                    step);
        }
    }

    /**
     * One evaluated example, with the layers that each token executed.
     *
     * @param tokens the text of each token, prompt and answer
     * @param promptTokens number of prompt tokens
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

    /**
     * What one example contributes to its task's primary metric; paired tests compare runs by it.
     *
     * @param index index of the example
     * @param value 1 or 0 for a share of correct answers; mean −log p per token for a perplexity
     */
    record ExampleScore(String task, int index, double value) implements RunEvent {}

    /** A checkpoint that is complete on disk and can be resumed. */
    record Checkpoint(long step, String file, String sha256, long bytes) implements RunEvent {}

    /** An artifact, relative to the run's folder. */
    record Artifact(String name, String file, String sha256, long bytes) implements RunEvent {}

    /** The manifest as canonical JSON, with its hash. */
    record Manifest(String json, String sha256) implements RunEvent {}

    /**
     * The run resumes at {@code step} or starts at 0. Points that an earlier attempt emitted for
     * later steps are emitted again.
     */
    record Resumed(long step) implements RunEvent {}

    /** The end of the run, with its main results by metric name. */
    record Result(SortedMap<String, Double> summary) implements RunEvent {
        public Result {
            summary = Collections.unmodifiableSortedMap(new TreeMap<>(summary));
        }
    }
}
