package org.dllm.experiments.experiment;

import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.dllm.experiments.data.DatasetSpec;
import org.dllm.experiments.spec.SpecError;

/** What the runs of a document must have in common, or have of each other. */
final class PlanChecks {

    private final List<SpecError> errors;

    /**
     * @param errors what is wrong is added here
     */
    PlanChecks(List<SpecError> errors) {
        this.errors = errors;
    }

    /** The runs of a document are one experiment, which is called as they are. */
    void name(String path, PlannedRun first, PlannedRun run) {
        String name = run.spec().name();
        if (!name.equals(first.spec().name())) {
            String expected = "one name for all runs: " + first.spec().name();
            errors.add(new SpecError(path, expected, name));
        }
    }

    /** Answers to different questions under one name would be compared as if they were the same. */
    void tasks(List<PlannedRun> plan) {
        record Questions(String task, DatasetSpec set, String split, int limit) {}
        plan.stream()
                .flatMap(run -> run.spec().evaluate().stream())
                .map(task -> new Questions(task.task(), task.set(), task.split(), task.limit()))
                .distinct()
                .collect(
                        Collectors.groupingBy(Questions::task, TreeMap::new, Collectors.counting()))
                .forEach((task, meanings) -> {
                    if (meanings > 1) {
                        errors.add(
                                new SpecError(
                                        "evaluate.task",
                                        "a name that means the same questions in every run",
                                        "%s, which means %d".formatted(task, meanings)));
                    }
                });
    }

    /**
     * @param variants whether the runs are called as variants are
     */
    void rates(List<PlannedRun> plan, boolean variants) {
        for (PlannedRun run : plan) {
            String place = variants ? "variants." + run.name() + "." : "";
            run.rateOf().ifPresent(of -> rate(run, of, plan, place));
        }
    }

    /** A rate is taken as it was on the first task that the control evaluates. */
    private void rate(PlannedRun run, String of, List<PlannedRun> plan, String place) {
        if (run.spec().evaluate().isEmpty()) {
            errors.add(
                    new SpecError(
                            place + "evaluate",
                            "a task, on which %s runs at the rate to take".formatted(of),
                            "[]"));
            return;
        }
        String task = run.spec().evaluate().getFirst().task();
        List<String> measured =
                plan.stream().filter(other -> measures(other, task)).map(PlannedRun::name).toList();
        if (!measured.contains(of)) {
            errors.add(
                    new SpecError(
                            place + "method.rateOf",
                            measured.isEmpty()
                                    ? "a variant that measures its rate itself on task " + task
                                    : "a variant that measures its rate itself on task %s: %s"
                                            .formatted(task, String.join(", ", measured)),
                            of));
        }
    }

    /** A rate is measured in an evaluation, and not of what takes a rate itself. */
    private static boolean measures(PlannedRun run, String task) {
        return run.rateOf().isEmpty()
                && run.spec().evaluate().stream().anyMatch(e -> e.task().equals(task));
    }
}
