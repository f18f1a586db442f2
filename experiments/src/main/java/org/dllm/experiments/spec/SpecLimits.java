package org.dllm.experiments.spec;

import java.util.Set;

/**
 * Bounds of a text that comes from outside, checked while it is read.
 *
 * @param entries most entries of a list, and names of an object
 * @param values most values of the whole text
 * @param depth how deep lists and objects may be nested
 * @param text most characters of a value
 * @param name most characters of a name
 * @param prose names of the outermost object that are free text: of any length, in several lines
 */
public record SpecLimits(
        int entries, int values, int depth, int text, int name, Set<String> prose) {

    public SpecLimits {
        prose = Set.copyOf(prose);
    }

    /** Bounds that no spec of use reaches. */
    public static SpecLimits withProse(String... prose) {
        return new SpecLimits(1000, 100_000, 24, 4096, 300, Set.of(prose));
    }
}
