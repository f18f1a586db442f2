package org.dllm.experiments.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.dllm.experiments.experiment.SpecDocumentTests.errors;

import java.util.List;
import org.dllm.experiments.method.Dllm;
import org.dllm.experiments.method.RandomSkip;
import org.dllm.experiments.spec.SpecError;
import org.junit.jupiter.api.Test;

/** The runs of one document with data sets and scales. */
class DatasetPlanTests {

    private static final String TABLE =
            """
            name: two-sets
            model: {from: smollm2-135m}
            train: {steps: 500, batch: 8}
            lora: {rank: 8}
            baseline: d-llm
            scale: large
            scales:
              small:
                train: {steps: 4}
                data: {maxTokens: 128}
                evaluate: {limit: 16}
                datasets: {gsm8k: {evaluate: {maxNewTokens: 48}}}
                variants: {random: {method: {keep: {layers: 1}}}}
                sweep: {seed: [7]}
              large: {}
            datasets:
              gsm8k:
                data: [{set: Gsm8k}, {set: Mawps}]
                evaluate: [{task: gsm8k}]
                method: {alpha: {max: 1.0}}
              boolq:
                data: [{set: BoolQ}]
                evaluate: [{type: Choose, task: boolq}]
                train: {steps: 900}
            method: {type: Dllm, target: 0.5}
            variants:
              d-llm: {}
              random: {method: {type: RandomSkip, rateOf: d-llm}}
            sweep: {seed: [0, 1]}
            """;

    @Test
    void everyDataSetRunsWithEveryVariantAtEveryPointOfTheSweep() {
        List<PlannedRun> plan = plan(TABLE);
        assertThat(plan)
                .extracting(PlannedRun::name)
                .containsExactly(
                        "gsm8k/d-llm seed=0",
                        "gsm8k/d-llm seed=1",
                        "gsm8k/random seed=0",
                        "gsm8k/random seed=1",
                        "boolq/d-llm seed=0",
                        "boolq/d-llm seed=1",
                        "boolq/random seed=0",
                        "boolq/random seed=1");
        assertThat(plan)
                .extracting(PlannedRun::dataset, PlannedRun::variant)
                .contains(tuple("gsm8k", "d-llm"), tuple("boolq", "random"));
        assertThat(plan.get(0).spec().method())
                .isInstanceOfSatisfying(
                        Dllm.class, method -> assertThat(method.alpha().max()).isEqualTo(1.0));
        assertThat(plan.get(0).spec().train().steps()).isEqualTo(500);
        assertThat(plan.get(4).spec().train().steps()).isEqualTo(900);
        assertThat(plan.get(4).changes().keySet()).contains("train.steps", "data", "seed");
    }

    @Test
    void aControlTakesTheRateOfTheSameDataSetAndSeed() {
        assertThat(plan(TABLE))
                .filteredOn(run -> run.rateOf().isPresent())
                .extracting(run -> run.rateOf().orElseThrow())
                .containsExactly(
                        "gsm8k/d-llm seed=0",
                        "gsm8k/d-llm seed=1",
                        "boolq/d-llm seed=0",
                        "boolq/d-llm seed=1");
    }

    @Test
    void aScaleReplacesSharedValuesAndThoseOfDataSetsAndVariants() {
        SpecDocument document = parse(TABLE, "scale=small");
        assertThat(document.scale()).contains("small");
        List<PlannedRun> plan = document.plan();
        assertThat(plan)
                .hasSize(4)
                .allSatisfy(run -> {
                    assertThat(run.spec().train().steps()).isEqualTo(4);
                    assertThat(run.spec().train().batch()).isEqualTo(8);
                    assertThat(run.spec().seed()).isEqualTo(7);
                    assertThat(run.spec().evaluate().getFirst().limit()).isEqualTo(16);
                    assertThat(run.spec().data())
                            .allSatisfy(share -> assertThat(share.maxTokens()).isEqualTo(128));
                });
        assertThat(plan.getFirst().spec().data()).hasSize(2);
        assertThat(plan.get(1).spec().method())
                .isInstanceOfSatisfying(
                        RandomSkip.class,
                        method -> assertThat(method.keep().layers()).isEqualTo(1));
    }

    @Test
    void aChangeOnTheCommandLineReplacesTheValueOfTheScale() {
        List<PlannedRun> plan =
                plan(
                        TABLE,
                        "scale=small",
                        "train.steps=2",
                        "evaluate[0].limit=9",
                        "scales.small.train.batch=3",
                        "datasets.boolq.train.clip=2",
                        "sweep.seed=[1]");
        assertThat(plan)
                .hasSize(4)
                .allSatisfy(run -> {
                    assertThat(run.spec().train().steps()).isEqualTo(2);
                    assertThat(run.spec().train().batch()).isEqualTo(3);
                    assertThat(run.spec().evaluate().getFirst().limit()).isEqualTo(9);
                });
    }

    @Test
    void unknownNamesAreErrors() {
        assertThat(messages(TABLE, "scale=huge"))
                .containsExactly("scale: expected one of small, large, found \"huge\"");
        assertThat(messages(TABLE, "datasets.piqa.seed=1"))
                .containsExactly(
                        "--set datasets.piqa.seed: expected a data set of the document, one of"
                                + " gsm8k, boolq, found piqa");
        assertThat(messages(TABLE, "baseline=dense"))
                .containsExactly(
                        "baseline: expected a variant of the document, one of d-llm, random, found"
                                + " \"dense\"");
        assertThat(
                        messages(
                                TABLE.replace("      boolq:", "      a/b:")
                                        .replace("  boolq:", "  a/b:")))
                .singleElement()
                .asString()
                .startsWith("datasets: expected names of 1 to 100 characters");
        assertThat(messages("name: x\nmodel: {from: b}\nmethod: Dense\nscale: small"))
                .containsExactly("scale: expected a document that has scales, found \"small\"");
        assertThat(messages(TABLE.replace("datasets: {gsm8k:", "datasets: {piqa:"), "scale=small"))
                .singleElement()
                .asString()
                .startsWith("scales.small.datasets.piqa: expected changes of one of gsm8k, boolq");
    }

    @Test
    void anErrorOfADataSetIsReportedOnceAndNamesTheDataSet() {
        assertThat(messages(TABLE.replace("steps: 900", "steps: -1")))
                .singleElement()
                .asString()
                .startsWith("datasets.boolq: train.steps: expected");
        assertThat(messages(TABLE.replace("rank: 8", "rank: -8")))
                .singleElement()
                .asString()
                .startsWith("lora.rank: expected");
    }

    private static List<String> messages(String text, String... sets) {
        return errors(text, sets).stream().map(SpecError::message).toList();
    }

    private static List<PlannedRun> plan(String text, String... sets) {
        return parse(text, sets).plan();
    }

    private static SpecDocument parse(String text, String... sets) {
        return SpecDocumentSchemaTests.taken(SpecDocument.parse(text, List.of(sets)));
    }
}
