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
 * What a run was measured to be.
 *
 * @param values by key: results as {@code task/metric}, and the last value of each series
 * @param results by the same keys
 * @param tasks each task of its spec with its primary metric
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

    /** The tasks of several runs, each once. */
    static List<PrimaryMetric> tasks(List<FinalMetrics> all) {
        SequencedSet<PrimaryMetric> tasks = new LinkedHashSet<>();
        all.forEach(one -> tasks.addAll(one.measured()));
        return List.copyOf(tasks);
    }

    public Quantity of(String key) {
        return new Quantity(values.get(key));
    }

    /** One standard error; absent where none is defined. */
    Quantity error(String key) {
        TaskResult result = results.get(key);
        return new Quantity(result == null ? null : result.stderr());
    }

    /** How many questions the value is computed from. */
    Quantity questions(String key) {
        TaskResult result = results.get(key);
        return new Quantity(result == null ? null : (double) result.n());
    }

    /** The tasks that it has a number of. */
    List<PrimaryMetric> measured() {
        return tasks.stream().filter(task -> !endings(task.task() + "/").isEmpty()).toList();
    }

    /** The keys of primary metrics that are shares of right answers. */
    List<String> shares() {
        return tasks.stream()
                .filter(PrimaryMetric::higherIsBetter)
                .map(task -> task.task() + "/" + task.metric())
                .toList();
    }

    /** What follows {@code prefix} in the keys that begin with it: families, numbers of steps. */
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

    /** The tasks whose time was taken. */
    List<String> timedTasks() {
        return new ArrayList<>(
                new LinkedHashSet<>(
                        endings(TIME).stream()
                                .map(ending -> ending.substring(0, ending.indexOf('/')))
                                .filter(what -> !TRAIN.equals(what + "/"))
                                .toList()));
    }
}
