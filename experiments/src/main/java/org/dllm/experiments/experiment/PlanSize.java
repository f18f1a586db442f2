package org.dllm.experiments.experiment;

import org.dllm.experiments.spec.SpecError;
import org.dllm.experiments.spec.SpecErrors;
import tools.jackson.databind.JsonNode;

/** How large the specs of all runs of a document are together, counted before they are built. */
final class PlanSize {

    /** A thousand runs of a usual spec fit. */
    private static final long MOST = 500_000;

    /** Defaults are filled into objects, and into what a bare name stands for. */
    private static final int OBJECT = 8;

    private static final int VALUE = 4;
    private static final int CHARACTERS_PER_UNIT = 8;

    private PlanSize() {}

    /**
     * @param sweep as the document has it: of each path the largest value counts
     * @param points of the sweep
     */
    static boolean fits(
            JsonNode common, Variants variants, JsonNode sweep, int points, SpecErrors errors) {
        long each = of(common) + largest(sweep);
        long all = 0;
        for (JsonNode changes : variants.byName().values()) {
            all += (each + of(changes)) * points;
        }
        int runs = variants.byName().size() * points;
        if (all <= MOST || runs <= 1) {
            return true;
        }
        errors.add(
                new SpecError(
                        "variants and sweep",
                        "fewer runs, or smaller specs: at most %d units in all, which are 8 for an"
                                        .formatted(MOST)
                                + " object, 4 for another value and 1 for 8 characters of a text",
                        "%d runs of %d units on average".formatted(runs, all / runs)));
        return false;
    }

    private static long largest(JsonNode sweep) {
        return sweep.valueStream()
                .mapToLong(axis -> axis.valueStream().mapToLong(PlanSize::of).max().orElse(0))
                .sum();
    }

    private static long of(JsonNode node) {
        if (node.isString()) {
            return VALUE + (long) node.stringValue().length() / CHARACTERS_PER_UNIT;
        }
        long size = node.isObject() ? OBJECT : VALUE;
        for (JsonNode part : node) {
            size += of(part);
        }
        return size;
    }
}
