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

/** Checks constraints between the runs of a document, as far as their values are known. */
final class PlanChecks {

    private static final int MOST_NAMED = 10;

    private final List<DraftRun> runs;
    private final NamedChanges variants;
    private final SpecErrors errors;

    /** Names of the runs that measure a rate, by task. */
    private final Map<String, Set<String>> measuring = new HashMap<>();

    /** Names of runs whose measured tasks are unknown. */
    private final Set<String> unclear = new HashSet<>();

    /**
     * @param errors receives the errors
     */
    PlanChecks(List<DraftRun> runs, NamedChanges variants, SpecErrors errors) {
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
            if (!takesRate(run) && !ratesAreKnown(run)) {
                unclear.add(run.name());
            }
        }
        runs.forEach(run -> run.rateOf().ifPresent(of -> checkRate(run, of)));
        tasks();
    }

    /** All runs of a document belong to one experiment, so they must have its name. */
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
                                        "the same name in all runs: " + names.getFirst().name(),
                                        named.name())));
    }

    private record Questions(String task, DatasetSpec set, String split, int limit) {}

    /**
     * If one task name meant different questions, their results would be compared as if they were
     * the same.
     */
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

    /** A control uses the rate measured on the first task that it evaluates. */
    private void checkRate(DraftRun run, String of) {
        String place = run.place().prefix().isEmpty() ? "" : "variants." + run.name() + ".";
        if (run.spec().empty("evaluate")) {
            errors.add(
                    new SpecError(
                            place + "evaluate",
                            "a task on which %s measures its rate".formatted(of),
                            "[]"));
        }
        Optional<String> task = task(run, 0);
        if (task.isPresent() && !mayMeasure(run, of, task.get())) {
            String known = named(measuring.getOrDefault(task.get(), Set.of()));
            errors.add(
                    new SpecError(
                            place + "method.rateOf",
                            "a variant that measures its own rate on task "
                                    + task.get()
                                    + (known.isEmpty() ? "" : ": " + known),
                            of));
        }
    }

    /** Whether such a run exists, or may exist given what is known. */
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

    /** A run measures a rate if it is evaluated and does not take its rate from another run. */
    private static Stream<String> measured(DraftRun run) {
        boolean itself =
                run.spec().kind("method").isPresent() && !run.spec().given("method.rateOf");
        return IntStream.range(0, itself ? run.spec().size("evaluate") : 0)
                .mapToObj(i -> task(run, i))
                .flatMap(Optional::stream);
    }

    private static boolean takesRate(DraftRun run) {
        return run.rateOf().isPresent();
    }

    /** Whether it is known if a run measures a rate, and on which tasks. */
    private static boolean ratesAreKnown(DraftRun run) {
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
