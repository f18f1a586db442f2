package org.dllm.experiments.experiment;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dllm.experiments.spec.SpecError;
import org.dllm.experiments.spec.SpecErrors;
import tools.jackson.databind.node.ObjectNode;

/**
 * Errors of single runs. An error of a value that all variants share is reported once, without the
 * name of a variant.
 */
final class RunErrors {

    /** Further errors are only counted. */
    private static final int MOST_KEPT = 20_000;

    private record Found(String place, SpecError error) {

        /**
         * An error of a whole spec quotes the spec, which differs between variants, so the quote is
         * removed.
         */
        SpecError meant() {
            return error.path().isEmpty() ? new SpecError("", error.expected(), "") : error;
        }
    }

    private final List<Found> found = new ArrayList<>();
    private final Map<SpecError, Set<String>> places = new HashMap<>();
    private long counted;

    void add(String place, SpecError error) {
        if (found.size() == MOST_KEPT) {
            counted++;
            return;
        }
        var one = new Found(place, error);
        found.add(one);
        places.computeIfAbsent(one.meant(), _ -> new HashSet<>()).add(place);
    }

    void addAll(String place, SpecErrors errors) {
        errors.kept().forEach(error -> add(place, error));
        counted += errors.counted();
    }

    void report(Variants variants, SpecErrors errors) {
        var varied = new HashSet<String>();
        for (ObjectNode changes : variants.byName().values()) {
            varied.addAll(changes.propertyNames());
        }
        var shared = new HashMap<SpecError, SpecError>();
        int count = variants.byName().size();
        for (Found one : found) {
            String name = one.error().path().split("[.\\[]", 2)[0];
            boolean isShared =
                    count > 1
                            && places.getOrDefault(one.meant(), Set.of()).size() == count
                            && !varied.contains(name);
            errors.add(
                    isShared
                            ? shared.computeIfAbsent(one.meant(), _ -> one.error())
                            : one.error().in(one.place()));
        }
        errors.count(counted);
    }
}
