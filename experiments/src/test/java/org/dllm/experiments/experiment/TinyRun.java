package org.dllm.experiments.experiment;

import java.util.List;

/** A run of a three-layer model that trains {@link #STEPS} steps with a fixed clock. */
final class TinyRun {

    static final int STEPS = 6;
    static final String DENSE = "{type: Dense}";
    static final String DLLM =
            "{type: Dllm, target: 0.5, keep: {layers: 1}, alpha: {max: 1, schedule: sine},"
                    + " router: {type: TokenMlp, hidden: 8}}";
    static final String CONTROLLED =
            "{type: Dllm, target: 0.5, keep: {layers: 1}, alpha: {max: 5, schedule: controller},"
                    + " site: both, router: {type: TokenMlp, hidden: 8, input: DepthState},"
                    + " estimator: {type: Gumbel, tau: {from: 3}}, penalty: {entropy: 0.1}}";
    static final String RANDOM = "{type: RandomSkip, rate: 0.6, keep: {layers: 1}}";
    static final String MIXTURE =
            "{type: MixtureOfDepths, variant: retrofit, capacity: 0.5, predictor: mlp}";
    static final String TASK =
            "evaluate=[{task: t, set: {type: Synthetic, examples: 5, seed: 1}, limit: 5,"
                    + " maxNewTokens: 6}]";
    static final MonotonicClock FROZEN = () -> 0;

    private TinyRun() {}

    static ExperimentSpec spec(String method, String... sets) {
        String yaml =
                """
                name: tiny
                model: {shape: {layers: 3, width: 16, hidden: 24, heads: 2, keyValueHeads: 1, context: 64, tokenizer: characters}}
                method: %s
                data: [{set: {type: Synthetic, examples: 30, seed: 1}}]
                train: {steps: %d, batch: 4, accumulate: 2, optimizer: {lr: 1e-2}, schedule: {warmup: 2}}
                """
                        .formatted(method, STEPS);
        return SpecDocumentSchemaTests.taken(SpecDocument.parse(yaml, List.of(sets)))
                .plan()
                .getFirst()
                .spec();
    }

    /** All metrics except times. */
    static List<RunEvent> metrics(List<RunEvent> events) {
        return events.stream()
                .filter(e -> e instanceof RunEvent.Metric m && !m.key().startsWith("time/"))
                .toList();
    }
}
