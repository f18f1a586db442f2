package org.dllm.platform.dashboard;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.dllm.platform.run.Run;
import org.dllm.platform.run.RunId;

/** What a run was measured to be: the last value of each of its series, by key. */
record Figures(TreeMap<String, Double> values) {

    private static final String TRAIN = "train/";
    static final String TIME = "time/";

    /** The summary of the run and the ends of its series, which are the same where both have it. */
    static Figures of(Run run, Map<RunId, Map<String, Double>> last) {
        var values = new TreeMap<>(run.summary());
        values.putAll(last.getOrDefault(run.id(), Map.of()));
        return new Figures(values);
    }

    static Figures none() {
        return new Figures(new TreeMap<>());
    }

    public Quantity of(String key) {
        return new Quantity(values.get(key));
    }

    /** The tasks that it was evaluated on. */
    public List<String> tasks() {
        var tasks = new TreeSet<String>();
        for (String key : values.keySet()) {
            int slash = key.indexOf('/');
            if (slash > 0 && !key.startsWith(TRAIN) && !key.startsWith(TIME)) {
                tasks.add(key.substring(0, slash));
            }
        }
        return List.copyOf(tasks);
    }

    /** What follows {@code prefix} in the keys that begin with it: families, numbers of steps. */
    public List<String> endings(String prefix) {
        return values.subMap(prefix, prefix + Character.MAX_VALUE).keySet().stream()
                .map(key -> key.substring(prefix.length()))
                .toList();
    }

    /** Wall-clock seconds of a phase or task. */
    public Span seconds(String what) {
        return Span.ofSeconds(values.get(TIME + what + "/seconds"));
    }

    public boolean isEmpty() {
        return values.isEmpty();
    }

    /** The tasks whose time was taken. */
    List<String> clocked() {
        return endings(TIME).stream()
                .map(ending -> ending.substring(0, ending.indexOf('/')))
                .filter(what -> !TRAIN.equals(what + "/"))
                .distinct()
                .toList();
    }
}
