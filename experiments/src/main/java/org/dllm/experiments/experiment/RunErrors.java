package org.dllm.experiments.experiment;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dllm.experiments.spec.SpecError;

/**
 * What is wrong with runs. What is wrong with what all variants share is told once, and of that.
 */
final class RunErrors {

    private record Told(String place, SpecError error) {

        /** A rule of the whole spec says what came of it, which is another in each variant. */
        SpecError meant() {
            return error.path().isEmpty() ? new SpecError("", error.expected(), "") : error;
        }
    }

    private final List<Told> told = new ArrayList<>();
    private final Map<SpecError, Set<String>> places = new HashMap<>();

    void add(String place, SpecError error) {
        var one = new Told(place, error);
        told.add(one);
        places.computeIfAbsent(one.meant(), _ -> new HashSet<>()).add(place);
    }

    List<SpecError> all(Variants variants) {
        var shared = new HashMap<SpecError, SpecError>();
        return told.stream()
                .map(one ->
                        isShared(one, variants)
                                ? shared.computeIfAbsent(one.meant(), _ -> one.error())
                                : one.error().in(one.place()))
                .distinct()
                .toList();
    }

    private boolean isShared(Told one, Variants variants) {
        String name = one.error().path().split("[.\\[]", 2)[0];
        int count = variants.byName().size();
        return count > 1
                && places.getOrDefault(one.meant(), Set.of()).size() == count
                && variants.byName().values().stream().noneMatch(changes -> changes.has(name));
    }
}
