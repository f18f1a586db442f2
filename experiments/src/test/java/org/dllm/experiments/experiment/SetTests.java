package org.dllm.experiments.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.dllm.experiments.experiment.SpecDocumentTests.GSM8K;
import static org.dllm.experiments.experiment.SpecDocumentTests.errors;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.dllm.experiments.method.Dllm;
import org.dllm.experiments.spec.SpecError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Changes of a document with {@code --set}. */
class SetTests {

    private static final String VARIANTS =
            """
            variants:
              dense: {method: Dense}
              v1.5: {method: {target: 0.25}}
            """;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sweep.\"train.steps\"=[4, 5]",
                "sweep.'train.steps'=[4, 5]",
                "sweep.train.steps=[4, 5]"
            })
    void thePathOfASweepHasDots(String set) {
        assertThat(plan(GSM8K + "sweep: {train.steps: [1]}", set))
                .extracting(run -> run.spec().train().steps())
                .containsExactly(4, 5);
        assertThat(plan(GSM8K, set))
                .extracting(PlannedRun::name)
                .containsExactly("gsm8k-smollm2 train.steps=4", "gsm8k-smollm2 train.steps=5");
    }

    @Test
    void aNameWithDotsIsReachedInQuotes() {
        assertThat(plan(GSM8K + VARIANTS, "variants.\"v1.5\".method.target=0.75").get(1).spec())
                .extracting(ExperimentSpec::method)
                .isInstanceOfSatisfying(
                        Dllm.class, method -> assertThat(method.target()).isEqualTo(0.75));
        assertThat(plan(GSM8K + "variants: {a=b: {}}", "variants.'a=b'.seed=3").getFirst().spec())
                .extracting(ExperimentSpec::seed)
                .isEqualTo(3L);
        assertThat(errors(GSM8K + VARIANTS, "variants.\"v1.5.method=Dense"))
                .extracting(SpecError::message)
                .containsExactly("--set: expected path=value, found variants.\"v1.5.method=Dense");
        assertThat(errors(GSM8K + VARIANTS, "variants.\"v1.5\"x.method=Dense"))
                .singleElement()
                .satisfies(error -> assertThat(error.got()).isEqualTo("unbalanced quotes"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"variants.typo.method=Dense", "variants.typo={method: Dense}"})
    void anUnknownVariantIsNotAdded(String set) {
        assertThat(errors(GSM8K + VARIANTS, set))
                .extracting(SpecError::expected, SpecError::got)
                .containsExactly(tuple("a variant of the document, one of dense, v1.5", "typo"));
        assertThat(errors(GSM8K, set))
                .extracting(SpecError::expected, SpecError::got)
                .containsExactly(tuple("a document that has variants", "typo"));
    }

    @Test
    void aChangeOfAVariantThatItsRunsDoNotTakeIsAnError() {
        String sweep = "sweep: {seed: [1, 2]}\n";
        assertThat(errors(GSM8K + VARIANTS + sweep, "variants.dense.seed=7"))
                .extracting(SpecError::path)
                .containsExactly("--set variants.dense.seed");
        assertThat(
                        plan(
                                GSM8K + VARIANTS,
                                "variants.dense.seed=7",
                                "variants.dense.method=Dllm",
                                "variants.dense.method.target=0.5"))
                .hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "name=run #3 | run #3",
                "name=#3 | #3",
                "name='run #3' | run #3",
                "name=\"run #3\" | run #3",
                "name=a#b | a#b"
            })
    void aNumberSignInAValueBeginsNoComment(String set, String name) {
        assertThat(plan(GSM8K, set).getFirst().spec().name()).isEqualTo(name);
    }

    @Test
    void aNumberSignWhereItsMeaningIsUnclearIsRefused() {
        assertThat(errors(GSM8K, "train.steps=3 # few"))
                .extracting(SpecError::path, SpecError::got)
                .containsExactly(tuple("train.steps", "\"3 # few\""));
        assertThat(errors(GSM8K, "lora.targets=[q, v] # two"))
                .extracting(SpecError::message)
                .containsExactly(
                        "--set lora.targets: expected quotes around a text that has #, found"
                                + " [q, v] # two");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0x10", "0o17", "017", "-0x10", "0b11", "1:30:00"})
    void aNumberThatIsNotDecimalIsRefused(String number) {
        assertThat(errors(GSM8K, "train.steps=" + number))
                .singleElement()
                .satisfies(error -> assertThat(error.path()).endsWith("train.steps"))
                .satisfies(error -> assertThat(error.got()).contains(number));
        assertThat(errors("name: a\nmodel: {from: b}\nmethod: Dense\nseed: " + number)).hasSize(1);
    }

    @Test
    void thePlanHasWhatEachRunChanges() {
        List<PlannedRun> plan =
                plan(
                        GSM8K
                                + """
                                variants:
                                  same: {method: {type: Dllm, target: 0.5}}
                                  other: {method: {target: 0.25, keep: {layers: 1}}, name: gsm8k-smollm2}
                                sweep: {train.steps: [9]}
                                """,
                        "seed=3");
        assertThat(plan)
                .extracting(run -> written(run.changes()))
                .containsExactly(
                        "train.steps=9", "method.target=0.25 method.keep.layers=1 train.steps=9");
    }

    private static String written(Map<String, ?> changes) {
        return changes.entrySet().stream()
                .map(change -> change.getKey() + "=" + change.getValue())
                .collect(Collectors.joining(" "));
    }

    private static List<PlannedRun> plan(String text, String... sets) {
        return SpecDocument.parse(text, List.of(sets)).plan();
    }
}
