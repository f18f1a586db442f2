package org.dllm.experiments.experiment;

import java.util.Optional;
import org.dllm.experiments.spec.SpecDraft;

/**
 * One run as a document has it, as far as it can be read.
 *
 * @param name what the run will be called; what is known of that where its spec has no right name
 * @param place where its errors are: {@code "variants.a: "}, or nothing
 * @param namedAt where its spec's name is from
 * @param rateOf the run whose measured rate it takes
 */
record DraftRun(
        String name,
        String place,
        String namedAt,
        SpecDraft<ExperimentSpec> spec,
        Optional<String> rateOf) {

    Optional<PlannedRun> planned() {
        return spec.whole().map(whole -> new PlannedRun(name, whole, rateOf));
    }
}
