package org.dllm.platform.dashboard;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.TreeMap;
import org.dllm.experiments.experiment.PrimaryMetric;
import org.dllm.experiments.experiment.RunEvent.TaskResult;
import org.dllm.platform.run.Run;

/**
 * The measured values of a run.
 *
 * @param values by key: results as {@code task/metric}, and the last value of each series
 * @param results by the same keys
 * @param tasks the tasks of the spec with their primary metrics
 */
record FinalMetrics(
        TreeMap<String, Double> values,
        Map<String, TaskResult> results,
        List<PrimaryMetric> tasks) {

    private static final String TRAIN = "train/";
    static final String TIME = "time/";

    static FinalMetrics of(
            Run run,
            Map<String, Double> last,
            List<PrimaryMetric> tasks,
            List<TaskResult> measured) {
        var values = new TreeMap<>(run.summary());
        values.putAll(last);
        var results = new HashMap<String, TaskResult>();
        for (TaskResult result : measured) {
            String key = result.task() + "/" + result.metric();
            values.put(key, result.value());
            results.put(key, result);
        }
        return new FinalMetrics(values, results, tasks);
    }

    static FinalMetrics none() {
        return new FinalMetrics(new TreeMap<>(), Map.of(), List.of());
    }

    /** The distinct tasks of several runs. */
    static List<PrimaryMetric> tasks(List<FinalMetrics> all) {
        SequencedSet<PrimaryMetric> tasks = new LinkedHashSet<>();
        all.forEach(one -> tasks.addAll(one.measured()));
        return List.copyOf(tasks);
    }

    public Quantity of(String key) {
        return new Quantity(values.get(key));
    }

    /** The standard error; absent if the metric has none. */
    Quantity error(String key) {
        TaskResult result = results.get(key);
        return new Quantity(result == null ? null : result.stderr());
    }

    /** The number of examples behind the value. */
    Quantity examples(String key) {
        TaskResult result = results.get(key);
        return new Quantity(result == null ? null : (double) result.n());
    }

    /** The tasks with at least one measured value. */
    List<PrimaryMetric> measured() {
        return tasks.stream().filter(task -> !endings(task.task() + "/").isEmpty()).toList();
    }

    /** The keys of primary metrics that are shares of correct answers. */
    List<String> shares() {
        return tasks.stream()
                .filter(PrimaryMetric::higherIsBetter)
                .map(task -> task.task() + "/" + task.metric())
                .toList();
    }

    /** The rest of each key that begins with {@code prefix}: families, numbers of steps. */
    public List<String> endings(String prefix) {
        return values.subMap(prefix, prefix + Character.MAX_VALUE).keySet().stream()
                .map(key -> key.substring(prefix.length()))
                .toList();
    }

    /** Wall-clock seconds of a phase or task. */
    public DurationText seconds(String what) {
        return DurationText.ofSeconds(values.get(TIME + what + "/seconds"));
    }

    /** Wall-clock seconds of each task. */
    Map<String, Double> seconds() {
        var seconds = new HashMap<String, Double>();
        for (PrimaryMetric task : tasks) {
            Double value = values.get(TIME + task.task() + "/seconds");
            if (value != null) seconds.put(task.task(), value);
        }
        return seconds;
    }

    public boolean isEmpty() {
        return values.isEmpty();
    }

    /** The tasks with a measured time. */
    List<String> timedTasks() {
        return new ArrayList<>(
                new LinkedHashSet<>(
                        endings(TIME).stream()
                                .map(ending -> ending.substring(0, ending.indexOf('/')))
                                .filter(what -> !TRAIN.equals(what + "/"))
                                .toList()));
    }
}
