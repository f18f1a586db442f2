package db.migration;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Groups stored runs by submission, as far as that is certain. An idempotency key names its runs, a
 * run waits only for a run of its submission, and a rerun belongs to its original. Runs without a
 * key are one submission if they have one document, consecutive numbers, no name twice, and were
 * created within {@link #GAP} of each other. Every other run is a submission of its own.
 */
final class SubmissionGroups {

    /** One transaction inserts the runs of a submission. */
    private static final Duration GAP = Duration.ofMillis(100);

    private final Map<String, String> keys;
    private final Map<String, List<StoredRun>> groupOf = new LinkedHashMap<>();

    /**
     * @param runs in the order of submission
     * @param keys the idempotency key of each run that has one, by the run's id
     */
    SubmissionGroups(List<StoredRun> runs, Map<String, String> keys) {
        this.keys = keys;
        runs.forEach(run -> groupOf.put(run.id(), new ArrayList<>(List.of(run))));
        List<StoredRun> originals = runs.stream().filter(run -> run.rerunOf() == null).toList();
        var firstOfKey = new HashMap<String, StoredRun>();
        for (StoredRun run : originals) {
            String key = keys.get(run.id());
            StoredRun first = key == null ? run : firstOfKey.computeIfAbsent(key, _ -> run);
            if (first.sameText(run)) join(first, run);
        }
        for (StoredRun run : originals) {
            StoredRun needed = first(run.waitsFor());
            if (needed != null && needed.sameText(run)) join(needed, run);
        }
        for (int i = 1; i < originals.size(); i++) {
            if (adjacent(originals.get(i - 1), originals.get(i))) {
                join(originals.get(i - 1), originals.get(i));
            }
        }
        for (StoredRun run : runs) {
            StoredRun original = first(run.rerunOf());
            if (original != null) join(original, run);
        }
    }

    /** The submissions, each with its runs in the order of their numbers. */
    List<List<StoredRun>> all() {
        var groups = Collections.newSetFromMap(new IdentityHashMap<List<StoredRun>, Boolean>());
        var inOrder = new ArrayList<List<StoredRun>>();
        for (List<StoredRun> group : groupOf.values()) {
            if (groups.add(group)) {
                group.sort(Comparator.comparingLong(StoredRun::number));
                inOrder.add(group);
            }
        }
        return inOrder;
    }

    private boolean adjacent(StoredRun before, StoredRun run) {
        return run.number() == before.number() + 1
                && before.sameText(run)
                && Objects.equals(keys.get(before.id()), keys.get(run.id()))
                && Duration.between(before.createdAt(), run.createdAt()).compareTo(GAP) <= 0
                && Collections.disjoint(names(before), names(run));
    }

    private Set<String> names(StoredRun member) {
        var names = new HashSet<String>();
        group(member).forEach(run -> names.add(run.name()));
        return names;
    }

    private @Nullable StoredRun first(@Nullable String id) {
        List<StoredRun> group = id == null ? null : groupOf.get(id);
        return group == null ? null : group.getFirst();
    }

    private List<StoredRun> group(StoredRun run) {
        return Objects.requireNonNull(groupOf.get(run.id()));
    }

    private void join(StoredRun one, StoredRun other) {
        List<StoredRun> into = group(one);
        List<StoredRun> from = group(other);
        if (into.equals(from)) return;
        into.addAll(from);
        from.forEach(run -> groupOf.put(run.id(), into));
    }
}
