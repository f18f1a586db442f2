package org.dllm.experiments.experiment;

import java.util.List;
import org.dllm.experiments.eval.Measure;
import org.dllm.experiments.eval.Metric;

/**
 * The metric of a task that lists and tables show.
 *
 * @param metric its key within the task
 */
public record PrimaryMetric(String task, String metric, boolean higherIsBetter) {

    /** The primary metrics of the spec's tasks, in spec order. */
    public static List<PrimaryMetric> of(ExperimentSpec spec) {
        return spec.evaluate().stream()
                .map(task ->
                        new PrimaryMetric(
                                task.task(),
                                task.primaryMetric(),
                                Metric.measure(task.primaryMetric())
                                        .map(Measure::higherIsBetter)
                                        .orElse(true)))
                .toList();
    }

    /** The label in sentence case. */
    public String label() {
        return Metric.measure(metric).map(Measure::label).orElse(metric);
    }

    /** The label for use within a sentence. Abbreviations keep their case. */
    public String inSentence() {
        String label = label();
        boolean word = label.length() > 1 && Character.isLowerCase(label.charAt(1));
        return word ? Character.toLowerCase(label.charAt(0)) + label.substring(1) : label;
    }

    /** Whether {@code value} is better than {@code other}. */
    public boolean better(double value, double other) {
        return higherIsBetter ? value > other : value < other;
    }
}
