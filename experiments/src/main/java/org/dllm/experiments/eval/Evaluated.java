package org.dllm.experiments.eval;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A task whose examples have all been answered. Answers are read from their file each time, so that
 * only one is in memory.
 *
 * @param answers opens the answers in the order in which they were written
 */
public record Evaluated(
        TaskSpec task, EvaluatedModel model, Supplier<Stream<Answer>> answers, PhaseTimes times) {

    /** Reads every answer once. */
    public void forEach(Consumer<Answer> action) {
        try (Stream<Answer> stream = answers.get()) {
            stream.forEach(action);
        }
    }

    /** Reads every answer of one kind once. */
    <A extends Answer> void forEach(Class<A> kind, Consumer<A> action) {
        forEach(answer -> {
            if (kind.isInstance(answer)) {
                action.accept(kind.cast(answer));
            }
        });
    }

    /** All results of the task, in display order. */
    public List<Result> results() {
        return Metric.all().stream().flatMap(metric -> metric.of(this).stream()).toList();
    }

    /** Wall-clock times by key; they begin with {@code time/}. */
    public Map<String, Double> timeMetrics() {
        var metrics = new TreeMap<String, Double>();
        times.metrics()
                .forEach((key, value) -> metrics.put("time/" + task.task() + "/" + key, value));
        return metrics;
    }
}
