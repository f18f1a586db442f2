package org.dllm.experiments.experiment;

import java.util.ArrayList;

/**
 * The named changes that a run is made of.
 *
 * @param dataset empty if the document has no data sets
 * @param variant empty if the document has no variants
 */
record RunPlace(String dataset, String variant) {

    /** The prefix of the run's errors: {@code "datasets.boolq, variants.a: "}, or empty. */
    String prefix() {
        var parts = new ArrayList<String>();
        if (!dataset.isEmpty()) {
            parts.add("datasets." + dataset);
        }
        if (!variant.isEmpty()) {
            parts.add("variants." + variant);
        }
        return parts.isEmpty() ? "" : String.join(", ", parts) + ": ";
    }
}
