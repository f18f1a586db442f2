package org.dllm.experiments.eval;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Wall-clock seconds and tokens of an evaluation by phase, over all of its attempts. */
public final class PhaseTimes {

    private static final double NANOS = 1e9;

    private final Map<Phase, Double> seconds = new EnumMap<>(Phase.class);
    private final Map<Phase, Long> tokens = new EnumMap<>(Phase.class);

    /** Adds the time that {@code work} takes. */
    <T> T time(Phase phase, Supplier<T> work) {
        long start = System.nanoTime();
        try {
            return work.get();
        } finally {
            add(phase, (System.nanoTime() - start) / NANOS, 0);
        }
    }

    void add(Phase phase, double moreSeconds, long moreTokens) {
        seconds.merge(phase, moreSeconds, Double::sum);
        tokens.merge(phase, moreTokens, Long::sum);
    }

    void count(Phase phase, long moreTokens) {
        add(phase, 0, moreTokens);
    }

    public double seconds() {
        return seconds.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    /** Seconds and tokens per second by key; no rate if no time has passed. */
    Map<String, Double> metrics() {
        var metrics = new LinkedHashMap<String, Double>();
        metrics.put("seconds", seconds());
        seconds.forEach((phase, spent) -> {
            metrics.put(phase.secondsKey(), spent);
            if (spent > 0) {
                metrics.put(phase.rateKey(), tokens.getOrDefault(phase, 0L) / spent);
            }
        });
        return metrics;
    }

    /** One line per phase: {@code phase seconds tokens}. */
    String text() {
        var text = new StringBuilder();
        seconds.forEach((phase, spent) ->
                text.append(phase)
                        .append(' ')
                        .append(spent)
                        .append(' ')
                        .append(tokens.get(phase))
                        .append('\n'));
        return text.toString();
    }

    static PhaseTimes parse(String text) {
        var times = new PhaseTimes();
        text.lines()
                .map(line -> line.split(" "))
                .forEach(parts ->
                        times.add(
                                Phase.valueOf(parts[0]),
                                Double.parseDouble(parts[1]),
                                Long.parseLong(parts[2])));
        return times;
    }
}
