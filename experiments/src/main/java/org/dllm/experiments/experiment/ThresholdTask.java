package org.dllm.experiments.experiment;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.dllm.experiments.eval.TaskSpec;

/**
 * A task that the trained weights answer again with another threshold of the routers. Its name says
 * the threshold: {@code synthetic@threshold=0.4}. Names in specs have no {@code @}.
 */
public record ThresholdTask(String task, double threshold) {

    private static final String MARK = "@threshold=";

    /** The task of this name; empty if the name says no threshold. */
    public static Optional<ThresholdTask> of(String name) {
        int at = name.indexOf(MARK);
        return at < 0
                ? Optional.empty()
                : Optional.of(
                        new ThresholdTask(
                                name.substring(0, at),
                                Double.parseDouble(name.substring(at + MARK.length()))));
    }

    /** Whether a task of this name answers {@code task} again. */
    public static boolean isOf(String name, String task) {
        return name.startsWith(task + MARK);
    }

    private static String name(String task, double threshold) {
        return task + MARK + threshold;
    }

    /** The tasks, then all of them at each threshold. */
    static List<TaskSpec> all(List<TaskSpec> tasks, List<Double> thresholds) {
        Stream<TaskSpec> again =
                thresholds.stream()
                        .flatMap(at ->
                                tasks.stream().map(task -> task.named(name(task.task(), at))));
        return Stream.concat(tasks.stream(), again).toList();
    }

    /** The names of {@link #all}. */
    static List<String> names(List<String> tasks, List<Double> thresholds) {
        Stream<String> again =
                thresholds.stream().flatMap(at -> tasks.stream().map(task -> name(task, at)));
        return Stream.concat(tasks.stream(), again).toList();
    }
}
