package org.dllm.experiments.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;
import static org.dllm.experiments.experiment.SpecDocumentTests.GSM8K;
import static org.dllm.experiments.experiment.SpecDocumentTests.errors;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.dllm.experiments.method.Dense;
import org.dllm.experiments.method.Dllm;
import org.dllm.experiments.method.MeasuredRate;
import org.dllm.experiments.method.RandomSkip;
import org.dllm.experiments.spec.SpecError;
import org.dllm.experiments.spec.SpecException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The runs of one document with variants and a sweep. */
class SpecPlanTests {

    @Test
    void variantsAndSweepExpandToRunsAndAControlFindsItsSibling() {
        List<PlannedRun> plan =
                plan(
                        GSM8K
                                + """
                                variants:
                                  dense: {method: Dense}
                                  dllm: {}
                                  random: {method: {type: RandomSkip, rateOf: dllm}}
                                sweep: {seed: [0, 1]}
                                """,
                        "train.steps=10");
        assertThat(plan)
                .extracting(PlannedRun::name)
                .startsWith("dense seed=0", "dense seed=1", "dllm seed=0")
                .hasSize(6);
        assertThat(plan.get(0).spec().method()).isEqualTo(new Dense());
        assertThat(plan).allSatisfy(run -> assertThat(run.spec().train().steps()).isEqualTo(10));
        assertThat(plan.get(5).rateOf()).contains("dllm seed=1");
        assertThat(
                        plan.get(5)
                                .spec()
                                .withMeasuredRate(
                                        "dllm seed=1",
                                        Map.of(
                                                plan.get(5).spec().rateKey(),
                                                0.53,
                                                plan.get(5).spec().rateKey() + "/layer_00",
                                                1.0,
                                                plan.get(5).spec().rateKey() + "/layer_01",
                                                0.06))
                                .method())
                .isInstanceOfSatisfying(
                        RandomSkip.class,
                        m ->
                                assertThat(m.measured())
                                        .isEqualTo(
                                                new MeasuredRate(
                                                        "dllm seed=1",
                                                        plan.get(5).spec().rateKey(),
                                                        0.53,
                                                        List.of(1.0, 0.06))));
    }

    @Test
    void aRunKnowsItsVariantAndItsPlaceInTheGridWithoutItsSeed() {
        List<PlannedRun> plan =
                plan(
                        GSM8K
                                + """
                                variants: {"noseed=3 set.seed=5": {}}
                                sweep: {seed: [-1, 2], train.steps: [9]}
                                """);
        assertThat(plan).extracting(PlannedRun::variant).containsOnly("noseed=3 set.seed=5");
        assertThat(plan).extracting(PlannedRun::gridPoint).containsOnly("{\"train.steps\":9}");
        assertThat(
                        new RunGroup(1, "", plan.getFirst().variant(), plan.getFirst().gridPoint())
                                .label())
                .isEqualTo("noseed=3 set.seed=5 train.steps=9");
        assertThat(plan(GSM8K)).extracting(PlannedRun::gridPoint).containsOnly("{}");
    }

    @Test
    void aVariantThatNamesItsTypeInAnotherCaseKeepsTheRest() {
        List<PlannedRun> plan =
                plan(GSM8K + "variants: {low: {method: {type: dllm, evict: false}}}");
        assertThat(plan.getFirst().spec().method())
                .isInstanceOfSatisfying(
                        Dllm.class,
                        m -> {
                            assertThat(m.kv()).isEqualTo("compute");
                            assertThat(m.target()).isEqualTo(0.5);
                        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"[{seed: [0, 1]}]", "seed", "null"})
    void aSweepThatIsNotAnObjectIsAnError(String sweep) {
        assertThat(errors(GSM8K + "sweep: " + sweep))
                .extracting(SpecError::path, SpecError::expected)
                .containsExactly(tuple("sweep", "an object of path: values"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[0,1,0]", "[0,0.0]"})
    void aSweepThatNamesAValueTwiceIsAnError(String seeds) {
        assertThat(errors(GSM8K + "sweep: {seed: " + seeds + "}"))
                .extracting(SpecError::message)
                .containsExactly("sweep.seed: expected a list of distinct values, found " + seeds);
    }

    @Test
    void longValuesOfASweepAreCutAndTheNamesStayApart() {
        String sets =
                IntStream.range(0, 3)
                        .mapToObj(
                                "[{set: {type: Synthetic, examples: 1%d}, share: 0.25}]"::formatted)
                        .collect(Collectors.joining(", "));
        List<PlannedRun> plan = plan(GSM8K + "sweep: {data: [" + sets + "], seed: [0]}");
        assertThat(plan)
                .extracting(PlannedRun::name)
                .doesNotHaveDuplicates()
                .contains("gsm8k-smollm2 data=[{\"set\":{\"type\":…#2 seed=0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\"", "\"a\\nb\"", "\"a\\u0000\"", "\"\\ud83d\""})
    void aVariantWithAnUnprintableNameIsAnError(String name) {
        assertThat(errors(GSM8K + "variants: {" + name + ": {seed: 1}}"))
                .extracting(SpecError::path)
                .containsExactly("variants");
    }

    @Test
    void runsOfTwoNamesAreAnError() {
        assertThat(errors(GSM8K + "variants: {a: {}, b: {name: two}}"))
                .extracting(SpecError::message)
                .containsExactly(
                        "variants.b: name: expected the same name in all runs: gsm8k-smollm2,"
                                + " found two");
        assertThat(errors(GSM8K + "variants: {a: {}, b: {}}\nsweep: {name: [p, q], seed: [0, 1]}"))
                .extracting(SpecError::message)
                .containsExactly("sweep.name: expected the same name in all runs: p, found q");
        assertThat(SpecDocument.parse(GSM8K + "variants: {a: {name: x}}", List.of()).name())
                .isEqualTo("x");
    }

    @Test
    void aNameLongerThanTheDatabaseColumnIsAnError() {
        assertThat(errors(GSM8K + "variants: {" + "v".repeat(101) + ": {}}")).hasSize(1);
        String path = "seed" + "]".repeat(200);
        assertThat(errors(GSM8K + "sweep: {'" + path + "': [0]}"))
                .extracting(SpecError::path, SpecError::expected)
                .containsExactly(tuple("sweep", "run names of at most 200 printable characters"));
    }

    @Test
    void allRunsOfADocumentCountAgainstTheMost() {
        String seeds = IntStream.range(0, 501).boxed().toList().toString();
        String sweep = "sweep: {seed: " + seeds + "}\n";
        assertThat(errors(GSM8K + sweep + "variants: {a: {}, b: {seed: 1}}"))
                .extracting(SpecError::message)
                .containsExactly(
                        "variants and sweep: expected at most 1000 runs, found 2 variants at 501"
                                + " points or more");
        assertThat(plan(GSM8K + sweep)).hasSize(501);
    }

    @Test
    void aRateOfAnUnknownRunOrAnotherControlIsAnError() {
        String variants =
                """
                variants:
                  dllm: {}
                  random: {method: {type: RandomSkip, rateOf: fixed}}
                  fixed: {method: {type: StaticLayers, rateOf: dlm}}
                """;
        assertThat(errors(GSM8K + variants))
                .extracting(SpecError::path)
                .containsExactly("variants.random.method.rateOf", "variants.fixed.method.rateOf");
    }

    private static final String VARIANTS =
            """
            variants:
              dense: {method: Dense}
              low: {method: {type: Dllm, target: 0.5}, train: {steps: 20}}
            """;

    private static List<PlannedRun> plan(String text, String... sets) {
        return SpecDocumentSchemaTests.taken(SpecDocument.parse(text, List.of(sets))).plan();
    }

    @Test
    void aSetReachesVariantsThatHaveTheirOwnValue() {
        assertThat(plan(GSM8K + VARIANTS, "train.steps=7"))
                .extracting(run -> run.spec().train().steps())
                .containsExactly(7, 7);
        assertThat(plan(GSM8K + VARIANTS, "method.target=0.4"))
                .extracting(run -> run.spec().method())
                .satisfiesExactly(
                        dense -> assertThat(dense).isEqualTo(new Dense()),
                        low ->
                                assertThat(low)
                                        .isInstanceOfSatisfying(
                                                Dllm.class,
                                                m -> assertThat(m.target()).isEqualTo(0.4)));
    }

    @Test
    void aBareNameKeepsItsKindWhenSettingsAreGivenToIt() {
        String coin = GSM8K.replaceFirst("method: .*", "method: RandomSkip");
        assertThat(plan(coin, "method.rate=0.4"))
                .extracting(run -> rate(run.spec()))
                .containsExactly(0.4);
        assertThat(plan(GSM8K, "method=RandomSkip", "method.rate=0.4"))
                .extracting(run -> rate(run.spec()))
                .containsExactly(0.4);
        assertThat(plan(coin + "variants: {a: {method: {rate: 0.3}}}"))
                .extracting(run -> rate(run.spec()))
                .containsExactly(0.3);
        assertThat(plan(coin + "sweep: {method.rate: [0.2, 0.6]}"))
                .extracting(run -> rate(run.spec()))
                .containsExactly(0.2, 0.6);
        assertThat(
                        plan(
                                GSM8K,
                                "data[0].set={type: Synthetic, families: [Chain]}",
                                "data[0].set.families[0].maxSteps=3"))
                .hasSize(1);
    }

    private static @Nullable Double rate(ExperimentSpec spec) {
        return spec.method() instanceof RandomSkip coin ? coin.rate() : null;
    }

    @Test
    void aSetThatNoRunTakesIsAnError() {
        assertThat(errors(GSM8K + VARIANTS, "method.targget=0.4"))
                .extracting(SpecError::path)
                .containsExactly("variants.low: method.targget");
        assertThat(errors(GSM8K + "variants: {a: {method: Dense}}", "method.targget=0.4"))
                .extracting(SpecError::path)
                .containsExactly("--set method.targget");
        assertThat(errors(GSM8K + "sweep: {seed: [0, 1]}", "seed=7"))
                .extracting(SpecError::path)
                .containsExactly("--set seed");
        assertThat(plan(GSM8K + "sweep: {seed: [0, 1]}", "sweep.seed=[5]")).hasSize(1);
    }

    @Test
    void aChangeBesideInvalidVariantsIsNotAnError() {
        for (String variants : List.of("{}", "3", "{a: [1, 2]}")) {
            assertThat(errors(GSM8K + "variants: " + variants, "seed=7"))
                    .as(variants)
                    .extracting(SpecError::path)
                    .doesNotContain("--set seed");
        }
        assertThat(errors(GSM8K + "variants: {a: [1, 2]}", "0=7")).isNotEmpty();
    }

    @Test
    void aTaskMeansTheSameQuestionsInEveryRun() {
        String other = "variants: {a: {}, b: {evaluate: [{task: gsm8k, set: gsm8k, limit: 5}]}}";
        assertThat(errors(GSM8K + other))
                .extracting(SpecError::message)
                .containsExactly(
                        "evaluate.task: expected a name that means the same questions in every run,"
                                + " found gsm8k, which means 2");
    }

    @Test
    void namesThatADocumentHasAroundItsSpecAreAmongTheKnown() {
        assertThat(errors(GSM8K + "varaints: {a: {}}"))
                .singleElement()
                .satisfies(e ->
                        assertThat(e.expected()).contains("budget, speed, description, variants"));
    }

    @Test
    void anErrorOfAWholeVariantHasItsPlace() {
        assertThat(errors(GSM8K + "variants: {a: {train: {steps: 1}, data: []}}"))
                .extracting(SpecError::path)
                .containsExactly("variants.a");
        assertThat(errors(GSM8K, "method={type: RandomSkip, rateOf: nobody}"))
                .extracting(SpecError::message)
                .containsExactly(
                        "method.rateOf: expected a variant that measures its own rate on task"
                                + " gsm8k, found nobody");
    }

    @Test
    void settingsThatTheModelsLayersDoNotAllowAreErrorsBeforeAnyRunStarts(@TempDir Path dataDir) {
        String text =
                """
                name: edge
                model: {from: synthetic-base}
                variants:
                  far: {method: {type: StaticLayers, layers: [99]}}
                  low: {method: {type: Dllm, target: 0.1}}
                  right: {method: {type: Dllm, target: 0.25}}
                """;
        assertThat(
                        catchThrowableOfType(
                                        SpecException.class,
                                        () -> SpecDocument.parse(text, List.of(), dataDir))
                                .errors())
                .extracting(SpecError::message)
                .containsExactly(
                        "variants.far: method.layers: expected some of the layers 0 to 7 of the"
                                + " model, found [99]",
                        "variants.low: method.target: expected at least 0.25, because"
                            + " method.keep.layers makes 2 of the model's 8 layers always execute,"
                            + " found 0.1");
    }
}
