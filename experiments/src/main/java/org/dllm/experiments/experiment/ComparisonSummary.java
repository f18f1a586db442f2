package org.dllm.experiments.experiment;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Summarizes a comparison in one sentence. Runs that differ only in their seed are averaged. A
 * difference is reported if it exceeds two standard errors, and called measurable if both sides
 * have several seeds; with a single seed it holds for these questions only.
 */
final class ComparisonSummary {

    private static final double ERRORS = 2;

    /** The methods that the summary is about; the first one found is compared with all others. */
    private static final List<String> ROUTED = List.of("dllm", "dllm-keep-kv");

    /** The order of the compared methods; all others follow in the order of their runs. */
    private static final List<String> FIRST =
            List.of(
                    "dense",
                    "static",
                    "searched",
                    "shortened",
                    "position",
                    "random",
                    "mod",
                    "adainfer");

    private final PrimaryMetric primary;
    private final List<SeedGroup> groups;

    private ComparisonSummary(PrimaryMetric primary, List<SeedGroup> groups) {
        this.primary = primary;
        this.groups = groups;
    }

    static String of(PrimaryMetric primary, List<RunResult> runs) {
        return new ComparisonSummary(primary, SeedGroup.of(primary, runs)).text();
    }

    private String text() {
        Optional<SeedGroup> routed = routed();
        if (routed.isEmpty()) {
            return best();
        }
        SeedGroup dllm = routed.get();
        var parts = new ArrayList<String>();
        groups.stream()
                .filter(group -> !group.equals(dllm))
                .sorted(Comparator.comparingInt(ComparisonSummary::place))
                .forEach(other -> parts.add(comparedWith(dllm, other)));
        String start =
                String.format(
                        Locale.ROOT,
                        "%s executed %.1f %% of the layers and reached %s %s on %s",
                        dllm.name(),
                        100 * dllm.executedRate(),
                        primary.inSentence(),
                        amount(dllm.value()),
                        primary.task());
        return (parts.isEmpty() ? start : start + ": " + String.join("; ", parts))
                + "; "
                + seeds()
                + ".";
    }

    private String seeds() {
        var counts = groups.stream().mapToInt(group -> group.runs().size()).summaryStatistics();
        if (counts.getMax() == 1) {
            return "one seed, so the variation between seeds is unknown; ± is one standard error"
                    + " over the examples";
        }
        String range =
                counts.getMin() == counts.getMax()
                        ? Integer.toString(counts.getMax())
                        : counts.getMin() + " to " + counts.getMax();
        return "means of %s seeds, ± is one standard error over the examples and the seeds"
                .formatted(range);
    }

    /** {@code measurably worse than dense, which executed 100.0 % (-3.1 ± 1.2 points)}. */
    private String comparedWith(SeedGroup dllm, SeedGroup other) {
        double difference = dllm.value() - other.value();
        double error = Math.hypot(dllm.error(), other.error());
        String better = primary.better(dllm.value(), other.value()) ? "better" : "worse";
        String relation;
        if (!(Math.abs(difference) > ERRORS * error)) { // true for a NaN error too
            relation = "no measurable difference from";
        } else if (dllm.repeated() && other.repeated()) {
            relation = "measurably " + better + " than";
        } else {
            relation = better + " on these examples than";
        }
        return String.format(
                Locale.ROOT,
                "%s %s, which executed %.1f %% (%s)",
                relation,
                other.name(),
                100 * other.executedRate(),
                difference(difference, error));
    }

    private String best() {
        SeedGroup best = groups.getFirst();
        for (SeedGroup group : groups) {
            if (primary.better(group.value(), best.value())) best = group;
        }
        return "%s reached %s %s on %s, the best of %d."
                .formatted(
                        best.name(),
                        primary.inSentence(),
                        share()
                                ? String.format(
                                        Locale.ROOT,
                                        "%.1f ± %.1f %%",
                                        100 * best.value(),
                                        100 * best.error())
                                : amount(best.value()),
                        primary.task(),
                        groups.size());
    }

    private boolean share() {
        return groups.stream().allMatch(SeedGroup::isShare);
    }

    private String amount(double value) {
        return share()
                ? String.format(Locale.ROOT, "%.1f %%", 100 * value)
                : String.format(Locale.ROOT, "%.3f", value);
    }

    private String difference(double difference, double error) {
        if (share()) {
            return String.format(Locale.ROOT, "%+.1f ± %.1f points", 100 * difference, 100 * error);
        }
        return Double.isNaN(error)
                ? String.format(Locale.ROOT, "%+.3f", difference)
                : String.format(Locale.ROOT, "%+.3f ± %.3f", difference, error);
    }

    private static int place(SeedGroup group) {
        int place = FIRST.indexOf(group.method());
        return place < 0 ? FIRST.size() : place;
    }

    private Optional<SeedGroup> routed() {
        return groups.stream()
                .filter(group -> ROUTED.contains(group.method()))
                .min(Comparator.comparingInt(group -> ROUTED.indexOf(group.method())));
    }
}
