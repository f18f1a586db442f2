package org.dllm.experiments.spec;

import java.util.Set;

/**
 * Limits of untrusted text, checked while it is read.
 *
 * @param entries maximum number of entries of a list and of names of an object
 * @param values maximum number of values in the text
 * @param depth maximum nesting of lists and objects
 * @param text maximum characters of a value
 * @param name maximum characters of a name
 * @param prose names of the outermost object whose values are free text of any length and number of
 *     lines
 * @param lines names of values that may have line breaks at any depth, such as parts of prompts
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

    /** Limits that no practical spec reaches. */
    public static SpecLimits of(Set<String> prose, Set<String> lines) {
        return new SpecLimits(1000, 100_000, 24, 4096, 300, prose, lines);
    }
}
