package org.dllm.experiments.spec;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Collects the errors of a spec, each once. A hostile spec can have millions: beyond a bound they
 * are only counted.
 */
public final class SpecErrors {

    private static final int MOST_KEPT = 10_000;

    private final Set<SpecError> kept = new LinkedHashSet<>();
    private long added;
    private long counted;

    public void add(SpecError error) {
        added++;
        if (kept.size() < MOST_KEPT) {
            kept.add(error);
        } else if (!kept.contains(error)) {
            counted++;
        }
    }

    /** Adds those of a refusal, of a part of the document. */
    public void addAll(SpecException refusal, String place) {
        refusal.errors().forEach(error -> add(error.in(place)));
        count(refusal.more());
    }

    /** Counts errors that are not kept. */
    public void count(long more) {
        added += more;
        counted += more;
    }

    public boolean isEmpty() {
        return added == 0;
    }

    /** How many were added, repeated ones included. */
    public long added() {
        return added;
    }

    /** Those that were kept, in the order in which they were added. */
    public List<SpecError> kept() {
        return List.copyOf(kept);
    }

    /** How many were only counted. */
    public long counted() {
        return counted;
    }
}
