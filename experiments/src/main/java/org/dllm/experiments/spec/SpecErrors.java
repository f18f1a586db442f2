package org.dllm.experiments.spec;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Collects the errors of a spec, each once. Beyond a limit, errors are only counted, because a
 * hostile spec can have millions.
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

    /** Adds the errors of an exception, for a part of the document. */
    public void addAll(SpecException refusal, String place) {
        refusal.errors().forEach(error -> add(error.in(place)));
        count(refusal.more());
    }

    /** Counts errors without keeping them. */
    public void count(long more) {
        added += more;
        counted += more;
    }

    public boolean isEmpty() {
        return added == 0;
    }

    /** The number of added errors, including repeated ones. */
    public long added() {
        return added;
    }

    /** The kept errors, in insertion order. */
    public List<SpecError> kept() {
        return List.copyOf(kept);
    }

    /** The number of errors that were only counted. */
    public long counted() {
        return counted;
    }
}
