package org.dllm.experiments.experiment;

import java.util.Map;
import java.util.stream.Collectors;
import org.dllm.experiments.spec.SpecException;
import org.dllm.experiments.spec.SpecTrees;
import tools.jackson.databind.JsonNode;

/**
 * Names the runs of a document by data set, variant and sweep values.
 *
 * @param sweep values by path
 */
record RunNames(JsonNode sweep) {

    static final String VARIANT = "names of 1 to 100 characters without control characters";

    /** The limit of the database column. */
    private static final int LONGEST = 200;

    private static final int LONGEST_VALUE = 32;

    /** A database rejects a lone surrogate. */
    private static final String PRINTABLE = "[^\\p{Cc}\\p{Cs}]+";

    /** Whether a name of variants or data sets is valid. */
    static boolean fits(String section, String name) {
        return name.length() <= 100
                && name.matches(PRINTABLE)
                && !(section.equals(NamedChanges.DATASETS) && name.contains("/"));
    }

    /** The names that {@link #fits} accepts, in words. */
    static String expected(String section) {
        return section.equals(NamedChanges.DATASETS) ? VARIANT + " or slashes" : VARIANT;
    }

    /**
     * The name of a variant at a point of the sweep: {@code dllm seed=1}, and in a document with
     * data sets {@code boolq/dllm seed=1}.
     */
    String name(String dataset, String variant, Map<String, JsonNode> point) {
        String start = dataset.isEmpty() ? variant : dataset + "/" + variant;
        return point.entrySet().stream()
                .filter(axis -> !SpecTrees.REFUSED.equals(axis.getValue()))
                .map(axis -> " " + axis.getKey() + "=" + word(axis))
                .collect(Collectors.joining("", start, ""));
    }

    /**
     * Fails if a name is too long even with shortened values.
     *
     * @throws SpecException with the name
     */
    static void requireFit(String name) {
        if (name.length() > LONGEST || !name.matches(PRINTABLE)) {
            throw SpecException.of(
                    "sweep",
                    "run names of at most %d printable characters".formatted(LONGEST),
                    name);
        }
    }

    /** Shortens a long value and adds its place in the list, which keeps the names distinct. */
    private String word(Map.Entry<String, JsonNode> axis) {
        String text = axis.getValue().toString();
        if (text.length() <= LONGEST_VALUE && text.matches(PRINTABLE)) {
            return text;
        }
        String start =
                text.codePoints()
                        .limit(LONGEST_VALUE / 2)
                        .mapToObj(Character::toString)
                        .filter(character -> character.matches(PRINTABLE))
                        .collect(Collectors.joining());
        int place = sweep.path(axis.getKey()).valueStream().toList().indexOf(axis.getValue()) + 1;
        return start + "…#" + place;
    }
}
