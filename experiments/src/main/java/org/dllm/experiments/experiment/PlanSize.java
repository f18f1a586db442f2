package org.dllm.experiments.experiment;

import java.util.List;
import org.dllm.experiments.spec.SpecError;
import org.dllm.experiments.spec.SpecErrors;
import tools.jackson.databind.JsonNode;

/** The total size of the specs of all runs of a document, computed before they are built. */
final class PlanSize {

    /** Allows a thousand runs of a typical spec. */
    private static final long MOST = 500_000;

    /** Defaults are filled into objects and into values given as a bare name. */
    private static final int OBJECT = 8;

    private static final int VALUE = 4;
    private static final int CHARACTERS_PER_UNIT = 8;

    private PlanSize() {}

    /**
     * @param sweep the document's sweep; the largest value of each path counts
     * @param points number of points of the sweep
     */
    static boolean fits(
            JsonNode common,
            List<NamedChanges> named,
            JsonNode sweep,
            int points,
            SpecErrors errors) {
        long runs = points;
        for (NamedChanges each : named) {
            runs *= each.byName().size();
        }
        long all = (of(common) + largest(sweep)) * runs;
        for (NamedChanges each : named) {
            long own = each.byName().values().stream().mapToLong(PlanSize::of).sum();
            all += own * (runs / each.byName().size());
        }
        if (all <= MOST || runs <= 1) {
            return true;
        }
        errors.add(
                new SpecError(
                        "variants and sweep",
                        "fewer runs or smaller specs: at most %d units in total (8 per object,"
                                        .formatted(MOST)
                                + " 4 per other value, 1 per 8 characters of text)",
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
