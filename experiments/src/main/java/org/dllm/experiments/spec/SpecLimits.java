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
 * @param lines names of values, wherever they are, that may have line breaks: parts of prompts
 */
public record SpecLimits(
        int entries,
        int values,
        int depth,
        int text,
        int name,
        Set<String> prose,
        Set<String> lines) {

    public SpecLimits {
        prose = Set.copyOf(prose);
        lines = Set.copyOf(lines);
    }

    /** Whether the value at a path such as {@code data[0].set.choices[1]} may have line breaks. */
    boolean mayHaveLines(String path) {
        String name = path.substring(path.lastIndexOf('.') + 1);
        int bracket = name.indexOf('[');
        return prose.contains(path)
                || lines.contains(bracket < 0 ? name : name.substring(0, bracket));
    }

    /** Bounds that no spec of use reaches. */
    public static SpecLimits of(Set<String> prose, Set<String> lines) {
        return new SpecLimits(1000, 100_000, 24, 4096, 300, prose, lines);
    }
}
