package org.dllm.experiments.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.dllm.experiments.method.Dllm;
import org.dllm.experiments.model.LlamaConfig;
import org.dllm.experiments.model.Rope;
import org.dllm.experiments.routing.Normed;
import org.dllm.experiments.routing.Raw;
import org.dllm.experiments.routing.TokenLinear;
import org.dllm.experiments.spec.SpecError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings of routers in specs: former names, and combinations that make no sense. */
class RouterOptionSpecTests {

    private static final String SPEC =
            """
            name: a
            model: {shape: {layers: 4, width: 16, hidden: 24, heads: 2, keyValueHeads: 1, context: 64, tokenizer: characters}}
            method: {type: Dllm, target: 0.5}
            data: [{set: {type: Synthetic, examples: 30, seed: 1}}]
            train: {steps: 2}
            """;

    private static Dllm method(String... sets) {
        return (Dllm) SpecDocumentTests.only(SPEC, sets).method();
    }

    @Test
    void anOptionThatIsNotGivenIsTheDefault() {
        assertThat(
                        method(
                                "method.kv=evict",
                                "method.site=layer",
                                "method.router={type: TokenMlp, hidden: 512, input: raw, shared:"
                                        + " false}",
                                "method.estimator={type: Gumbel, tau: {from: 1, to: 1}}",
                                "method.budget={per: token, norm: l1, weights: layers}",
                                "method.penalty={entropy: 0, logit: 0}"))
                .isEqualTo(method());
    }

    @Test
    void specsWithFormerNamesBind() {
        assertThat(method("method.evict=true")).isEqualTo(method("method.kv=evict"));
        assertThat(method("method.evict=false")).isEqualTo(method("method.kv=compute"));
        assertThat(method("method.router={type: TokenLinear}").router())
                .isEqualTo(new TokenLinear(new Normed()));
        assertThat(method("method.router={type: TokenLinear, normed: false}").router())
                .isEqualTo(new TokenLinear(new Raw()));
        ExperimentSpec old = SpecDocumentTests.only(SPEC, "method.evict=false");
        assertThat(SpecJson.canonical(old))
                .contains("\"kv\":\"compute\"")
                .doesNotContain("\"evict\"");
        assertThat(SpecJson.read(SpecJson.canonical(old))).isEqualTo(old);
    }

    @Test
    void aFormerNameIsRefusedBesideItsSuccessor() {
        assertThat(SpecDocumentTests.errors(SPEC, "method.evict=false", "method.kv=copy"))
                .extracting(SpecError::message)
                .containsExactly(
                        "method.evict: expected no value, because kv is its name now and has one,"
                                + " found false");
        assertThat(SpecDocumentTests.errors(SPEC, "method.evict=1"))
                .extracting(SpecError::message)
                .containsExactly("method.evict: expected true or false, found 1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    method.site=feedForward;method.target=0.9;method.kv=copy    | no token skips attention
                    method.budget.weights=flops                                 | all decisions cost the same
                    method.router={type: TokenMlp, input: Position, shared: true} | decides the same in every layer
                    method.alpha.gain=1                                         | the schedule sine has none
                    method.alpha.warmup=0.5                                     | the schedule sine has none
                    method.alpha={max: 0, schedule: controller}                 | max above 0
                    method.estimator={type: SoftGate, tau: {from: 5}}           | one of threshold
                    method.router={type: TokenMlp, input: {type: Raw, size: 3}} | no settings
                    """)
    void aCombinationThatMakesNoSenseIsRefusedWithTheReason(String sets, String reason) {
        assertThat(SpecDocumentTests.errors(SPEC, sets.split(";")))
                .singleElement()
                .satisfies(error -> assertThat(error.expected()).contains(reason));
    }

    @Test
    void aTargetBelowTheSitesThatAlwaysExecuteIsRefused() {
        // two of four layers are kept, and half of each other layer
        Dllm low = method("method.site=attention", "method.target=0.7");
        assertThatThrownBy(() -> low.requireReachable(4)).hasMessageContaining("at least 0.7500");
        method("method.site=attention", "method.target=0.75").requireReachable(4);
        method("method.site=both", "method.target=0.5").requireReachable(4);
    }

    @Test
    void aTargetBelowTheOperationsOfTheSiteThatExecutesIsRefusedWhenTheModelIsKnown() {
        var config =
                new LlamaConfig(4, 32, 64, 4, 2, 8, 20, 64, 1e-5, new Rope(10_000, null), true);
        // two of four layers are kept, and 2/3 of the operations of the others are feed-forward
        String[] sets = {
            "method.site=attention", "method.budget.weights=flops", "method.target=0.84"
        };
        assertThat(method(sets).decider(config)).isPresent();
        sets[2] = "method.target=0.83";
        assertThatThrownBy(() -> method(sets).decider(config))
                .hasMessageContaining("at least 0.8333");
    }
}
