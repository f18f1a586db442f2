package org.dllm.experiments.experiment;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dllm.experiments.data.DatasetSpec;
import org.dllm.experiments.spec.SpecDraft;
import org.dllm.experiments.spec.SpecError;
import org.dllm.experiments.spec.SpecErrors;

/** What the runs of a document must have in common, or have of each other, as far as is known. */
final class PlanChecks {

    private static final int MOST_NAMED = 10;

    private final List<DraftRun> runs;
    private final Variants variants;
    private final SpecErrors errors;

    /** From a task to the names of the runs that measure a rate on it. */
    private final Map<String, Set<String>> measuring = new HashMap<>();

    /** Names of runs of which it is not known what they measure. */
    private final Set<String> unclear = new HashSet<>();

    /**
     * @param errors what is wrong is added here
     */
    PlanChecks(List<DraftRun> runs, Variants variants, SpecErrors errors) {
        this.runs = runs;
        this.variants = variants;
        this.errors = errors;
    }

    void all() {
        names();
        for (DraftRun run : runs) {
            measured(run)
                    .forEach(task ->
                            measuring
                                    .computeIfAbsent(task, _ -> new LinkedHashSet<>())
                                    .add(run.name()));
            if (!takes(run) && !readWhole(run)) {
                unclear.add(run.name());
            }
        }
        runs.forEach(run -> run.rateOf().ifPresent(of -> rate(run, of)));
        tasks();
    }

    /** The runs of a document are one experiment, which is called as they are. */
    private void names() {
        record Named(String name, String at) {}
        List<Named> names =
                runs.stream()
                        .flatMap(run ->
                                run.spec().known("name", String.class).stream()
                                        .map(name -> new Named(name, run.namedAt())))
                        .toList();
        names.stream()
                .filter(named -> !named.name().equals(names.getFirst().name()))
                .forEach(named ->
                        errors.add(
                                new SpecError(
                                        named.at(),
                                        "one name for all runs: " + names.getFirst().name(),
                                        named.name())));
    }

    private record Questions(String task, DatasetSpec set, String split, int limit) {}

    /** Answers to different questions under one name would be compared as if they were the same. */
    private void tasks() {
        runs.stream()
                .flatMap(run -> tasks(run.spec()))
                .flatMap(Optional::stream)
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

    private static Stream<Optional<Questions>> tasks(SpecDraft<?> spec) {
        return IntStream.range(0, spec.size("evaluate"))
                .mapToObj(i -> "evaluate[" + i + "].")
                .map(path ->
                        spec.known(path + "task", String.class)
                                .flatMap(task ->
                                        spec.known(path + "set", DatasetSpec.class)
                                                .flatMap(set -> questions(spec, path, task, set))));
    }

    private static Optional<Questions> questions(
            SpecDraft<?> spec, String path, String task, DatasetSpec set) {
        return spec.known(path + "split", String.class)
                .filter(set.splits()::contains)
                .flatMap(split ->
                        spec.known(path + "limit", Integer.class)
                                .map(limit -> new Questions(task, set, split, limit)));
    }

    /** A rate is taken as it was on the first task that the control evaluates. */
    private void rate(DraftRun run, String of) {
        String place = run.place().isEmpty() ? "" : "variants." + run.name() + ".";
        if (run.spec().empty("evaluate")) {
            errors.add(
                    new SpecError(
                            place + "evaluate",
                            "a task, on which %s runs at the rate to take".formatted(of),
                            "[]"));
        }
        Optional<String> task = task(run, 0);
        if (task.isPresent() && !mayMeasure(run, of, task.get())) {
            String known = named(measuring.getOrDefault(task.get(), Set.of()));
            errors.add(
                    new SpecError(
                            place + "method.rateOf",
                            "a variant that measures its rate itself on task "
                                    + task.get()
                                    + (known.isEmpty() ? "" : ": " + known),
                            of));
        }
    }

    /** Whether there is such a run, or what is there is not known well enough to deny it. */
    private boolean mayMeasure(DraftRun run, String of, String task) {
        String variant = run.spec().known("method.rateOf", String.class).orElse(of);
        return !variants.whole()
                || variants.refused().contains(variant)
                || measuring.getOrDefault(task, Set.of()).contains(of)
                || unclear.contains(of);
    }

    private static String named(Collection<String> names) {
        String first = names.stream().limit(MOST_NAMED).collect(Collectors.joining(", "));
        int more = names.size() - MOST_NAMED;
        return more > 0 ? "%s and %d more".formatted(first, more) : first;
    }

    /** A rate is measured in an evaluation, and not of what takes a rate itself. */
    private static Stream<String> measured(DraftRun run) {
        boolean itself =
                run.spec().kind("method").isPresent() && !run.spec().given("method.rateOf");
        return IntStream.range(0, itself ? run.spec().size("evaluate") : 0)
                .mapToObj(i -> task(run, i))
                .flatMap(Optional::stream);
    }

    private static boolean takes(DraftRun run) {
        return run.rateOf().isPresent();
    }

    /** Whether all is known of whether a run measures a rate, and on what. */
    private static boolean readWhole(DraftRun run) {
        int tasks = run.spec().size("evaluate");
        boolean listed = tasks > 0 || run.spec().empty("evaluate");
        return run.spec().kind("method").isPresent()
                && !run.spec().given("method.rateOf")
                && listed
                && IntStream.range(0, tasks).allMatch(i -> task(run, i).isPresent());
    }

    private static Optional<String> task(DraftRun run, int index) {
        return run.spec().known("evaluate[" + index + "].task", String.class);
    }
}
