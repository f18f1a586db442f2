package org.dllm.experiments.experiment;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a comparison shows, in one sentence made from its numbers. Runs that differ in their seed
 * alone are one row of it, by their mean. A difference is told as one when it exceeds two standard
 * errors of the difference, and called measurable where both sides were trained more than once: one
 * seed says nothing of the next, so of a single one it is true of these questions alone.
 */
final class Finding {

    private static final double ERRORS = 2;

    private final String task;
    private final List<SeedGroup> groups;

    private Finding(String task, List<SeedGroup> groups) {
        this.task = task;
        this.groups = groups;
    }

    static String of(String task, List<RunResult> runs) {
        return new Finding(task, SeedGroup.of(runs)).sentence();
    }

    private String sentence() {
        Optional<SeedGroup> routed = first("Dllm");
        if (routed.isEmpty()) {
            return best();
        }
        SeedGroup dllm = routed.get();
        var parts = new ArrayList<String>();
        for (String method : List.of("Dense", "StaticLayers", "RandomSkip", "Dllm")) {
            groups.stream()
                    .filter(group -> group.is(method) && !group.equals(dllm))
                    .forEach(other -> parts.add(against(dllm, other)));
        }
        String start =
                String.format(
                        Locale.ROOT,
                        "%s ran %.1f %% of the layers and answered %.1f %% of %s exactly",
                        dllm.name(),
                        100 * dllm.executedRate(task),
                        100 * dllm.exact(task),
                        task);
        return (parts.isEmpty() ? start : start + ": " + String.join("; ", parts))
                + "; "
                + seeds()
                + ".";
    }

    private String seeds() {
        var counts = groups.stream().mapToInt(group -> group.runs().size()).summaryStatistics();
        if (counts.getMax() == 1) {
            return "one seed, whose spread is not known; ± is one standard error over the"
                    + " questions";
        }
        String range =
                counts.getMin() == counts.getMax()
                        ? Integer.toString(counts.getMax())
                        : counts.getMin() + " to " + counts.getMax();
        return "means of %s seeds, ± is one standard error over the questions and the seeds"
                .formatted(range);
    }

    /** {@code measurably worse than dense, which ran 100.0 % (-3.1 ± 1.2 points)}. */
    private String against(SeedGroup dllm, SeedGroup other) {
        double difference = 100 * (dllm.exact(task) - other.exact(task));
        double error = 100 * Math.hypot(dllm.error(task), other.error(task));
        String better = difference > 0 ? "better" : "worse";
        String relation;
        if (Math.abs(difference) <= ERRORS * error) {
            relation = "no measurable difference from";
        } else if (dllm.repeated() && other.repeated()) {
            relation = "measurably " + better + " than";
        } else {
            relation = better + " on these questions than";
        }
        return String.format(
                Locale.ROOT,
                "%s %s, which ran %.1f %% (%+.1f ± %.1f points)",
                relation,
                other.name(),
                100 * other.executedRate(task),
                difference,
                error);
    }

    private String best() {
        SeedGroup best =
                groups.stream()
                        .max(Comparator.comparingDouble(group -> group.exact(task)))
                        .orElseThrow();
        return String.format(
                Locale.ROOT,
                "%s answered %.1f ± %.1f %% of %s exactly, the most of %d.",
                best.name(),
                100 * best.exact(task),
                100 * best.error(task),
                task,
                groups.size());
    }

    private Optional<SeedGroup> first(String method) {
        return groups.stream().filter(group -> group.is(method)).findFirst();
    }
}
