package org.dllm.experiments.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a comparison shows, in one sentence made from its numbers. A difference is called measurable
 * when it exceeds two standard errors of the difference; the runs answered the same questions with
 * one seed each, so even that speaks of these questions and this seed only.
 */
final class Finding {

    private static final double ERRORS = 2;

    private final String task;
    private final List<RunResult> runs;

    private Finding(String task, List<RunResult> runs) {
        this.task = task;
        this.runs = runs;
    }

    static String of(String task, List<RunResult> runs) {
        return new Finding(task, runs).sentence();
    }

    private String sentence() {
        Optional<RunResult> routed = first("Dllm");
        if (routed.isEmpty()) {
            return best();
        }
        RunResult dllm = routed.get();
        var parts = new ArrayList<String>();
        first("Dense").ifPresent(dense -> parts.add(against(dllm, dense)));
        first("StaticLayers").ifPresent(fixed -> parts.add(against(dllm, fixed)));
        first("RandomSkip").ifPresent(random -> parts.add(against(dllm, random)));
        runs.stream()
                .filter(run -> run.method().equals("Dllm"))
                .skip(1)
                .forEach(other -> parts.add(against(dllm, other)));
        String start =
                String.format(
                        Locale.ROOT,
                        "%s ran %.1f %% of the layers and answered %.1f %% of %s exactly",
                        dllm.name(),
                        100 * dllm.value(task + "/executed_rate"),
                        100 * exact(dllm),
                        task);
        return (parts.isEmpty() ? start : start + ": " + String.join("; ", parts))
                + "; one seed, ± is one standard error over the questions.";
    }

    /** {@code 3.1 ± 1.2 points below dense, which ran 100.0 % (measurable)}. */
    private String against(RunResult dllm, RunResult other) {
        double difference = 100 * (exact(dllm) - exact(other));
        double error = 100 * Math.hypot(error(dllm), error(other));
        double rate = 100 * other.value(task + "/executed_rate");
        if (Math.abs(difference) <= ERRORS * error) {
            return String.format(
                    Locale.ROOT,
                    "no measurable difference from %s, which ran %.1f %% (%+.1f ± %.1f points)",
                    other.name(),
                    rate,
                    difference,
                    error);
        }
        return String.format(
                Locale.ROOT,
                "measurably %s than %s, which ran %.1f %% (%+.1f ± %.1f points)",
                difference > 0 ? "better" : "worse",
                other.name(),
                rate,
                difference,
                error);
    }

    private String best() {
        RunResult best =
                runs.stream().max(java.util.Comparator.comparingDouble(this::exact)).orElseThrow();
        return String.format(
                Locale.ROOT,
                "%s answered %.1f ± %.1f %% of %s exactly, the most of %d.",
                best.name(),
                100 * exact(best),
                100 * error(best),
                task,
                runs.size());
    }

    private Optional<RunResult> first(String method) {
        return runs.stream().filter(run -> run.method().equals(method)).findFirst();
    }

    private double exact(RunResult run) {
        return run.value(task + "/exact_match");
    }

    /** As if one more had been right and one more wrong: all right does not mean no error. */
    private double error(RunResult run) {
        double n = run.value(task + "/examples");
        double p = (exact(run) * n + 1) / (n + 2);
        return Math.sqrt(p * (1 - p) / (n + 2));
    }
}
