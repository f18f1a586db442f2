package org.dllm.experiments.experiment;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dllm.experiments.spec.SpecError;
import org.dllm.experiments.spec.SpecErrors;

/**
 * Errors of single runs. An error that all variants of a data set share is reported once, without
 * the name of a variant, and likewise an error that a variant has on all data sets.
 */
final class RunErrors {

    /** Further errors are only counted. */
    private static final int MOST_KEPT = 20_000;

    private record Found(RunPlace place, SpecError error) {

        /**
         * An error of a whole spec quotes the spec, which differs between variants, so the quote is
         * removed.
         */
        SpecError meant() {
            return error.path().isEmpty() ? new SpecError("", error.expected(), "") : error;
        }

        /** The first name of the error's path. */
        String field() {
            return error.path().split("[.\\[]", 2)[0];
        }
    }

    private record Reported(RunPlace place, SpecError meant) {}

    private final List<Found> found = new ArrayList<>();
    private final Map<SpecError, Set<RunPlace>> places = new HashMap<>();
    private long counted;

    void add(RunPlace place, SpecError error) {
        if (found.size() == MOST_KEPT) {
            counted++;
            return;
        }
        var one = new Found(place, error);
        found.add(one);
        places.computeIfAbsent(one.meant(), _ -> new HashSet<>()).add(place);
    }

    void addAll(RunPlace place, SpecErrors errors) {
        errors.kept().forEach(error -> add(place, error));
        counted += errors.counted();
    }

    void report(NamedChanges datasets, NamedChanges variants, SpecErrors errors) {
        var shared = new HashMap<Reported, SpecError>();
        for (Found one : found) {
            RunPlace place = place(one, datasets, variants);
            SpecError placed = one.error().in(place.prefix());
            errors.add(
                    place.equals(one.place())
                            ? placed
                            : shared.computeIfAbsent(
                                    new Reported(place, one.meant()), _ -> placed));
        }
        errors.count(counted);
    }

    /** Leaves out the variant or the data set if the error does not depend on it. */
    private RunPlace place(Found one, NamedChanges datasets, NamedChanges variants) {
        Set<RunPlace> all = places.getOrDefault(one.meant(), Set.of());
        String dataset = one.place().dataset();
        String variant = one.place().variant();
        Set<String> names = variants.byName().keySet();
        Set<String> sets = datasets.byName().keySet();
        boolean anyVariant =
                names.size() > 1
                        && !variants.changes(one.field())
                        && names.stream()
                                .allMatch(name -> all.contains(new RunPlace(dataset, name)));
        boolean anyDataset =
                sets.size() > 1
                        && !datasets.changes(one.field())
                        && sets.stream().allMatch(set -> all.contains(new RunPlace(set, variant)));
        return new RunPlace(anyDataset ? "" : dataset, anyVariant ? "" : variant);
    }
}
