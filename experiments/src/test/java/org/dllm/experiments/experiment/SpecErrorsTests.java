package org.dllm.experiments.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.dllm.experiments.experiment.SpecDocumentTests.GSM8K;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dllm.experiments.spec.SpecError;
import org.dllm.experiments.spec.SpecException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No error hides another, and no error follows from a rejected value. */
class SpecErrorsTests {

    @TempDir private Path dataDir = Path.of("");

    private static final String MANY =
            """
            name: many
            description: 3
            model: {from: synthetic-base, precision: fp8}
            method: {type: Dllm, target: 0.1, alpha: {max: .inf}}
            lora: {rank: 0, targets: []}
            data:
              - {set: {type: Synthetic, examples: 0, families: [{type: Chain, minSteps: 0}, Chain]}, split: test, share: .nan}
              - {set: {type: Gsm8k, marks: perhaps}, split: validation}
            train: {steps: 5, batch: 5, accumulate: 2, clip: many, optimizer: {lr: -.inf}}
            train: {steps: 6}
            evaluate:
              - {task: syn, set: {type: Synthetic}, limit: 0}
              - {task: syn, set: Nothing, batch: *b}
            seed: one
            resources: {device: gpu}
            speling: 1
            variants:
              routed: {}
              fixed: {method: {type: StaticLayers, layers: [99, -1]}, name: other}
              none: 3
              random: {method: {type: RandomSkip, rateOf: nobody, keep: {layers: -1}}}
              after: {method: {type: RandomSkip, rateOf: none}}
              both: {method: {type: RandomSkip, rate: 7, rateOf: routed}}
              far: {model: {from: nowhere}}
            sweep:
              train.clip: []
              data[7].share: [1]
            """;

    private static final String ALL =
            """
            line 10, column 1: expected each name once, found train again
            line 13, column 38: expected a value instead of an alias, found the alias *b
            --set: expected path=value, found nonsense
            --set lora.dropout: line 1, column 3: expected ',' or ']', found <stream end>
            variants.none: expected an object of changes, found 3
            sweep.train.clip: expected a list of distinct values, found []
            description: expected a text, found 3
            data[7].share: expected a path such as train.steps or data[0].share, found [{"set":{"type":"Synthetic","examples":0,"families":[{"type":"Chain","minSteps":…
            speling: expected one of name, model, method, lora, data, train, evaluate, seed, resources, budget, speed, description, variants, sweep, datasets, baseline, scale, scales, found the unknown name speling
            variants.routed: model.precision: expected one of fp32, bf16, found "fp8"
            variants.routed: method.alpha.max: expected a number of at least 0, found .inf
            lora.rank: expected a whole number of at least 1 and at most 65536, found 0
            data[0].set.families[0].minSteps: expected a whole number of at least 1 and at most 8, found 0
            data[0].set.families: expected a list that names each kind once, found [{"type":"Chain","minSteps":0},"Chain"]
            data[0].set.examples: expected a whole number of at least 1 and at most 1000000, found 0
            data[0].share: expected a number above 0, found .nan
            data[1].set.marks: expected true or false, found "perhaps"
            data[1]: expected split to be one of train, test, the splits of gsm8k, but it is validation, found {"set":{"type":"Gsm8k","marks":"perhaps"},"split":"validation"}
            train.optimizer.lr: expected a number above 0, found -.inf
            train: expected train.batch to be a multiple of train.accumulate, found {"steps":5,"batch":5,"accumulate":2,"clip":"…","optimizer":{"lr":"-Infinity"}}
            evaluate[0].limit: expected a whole number of at least 1, found 0
            evaluate[1].set.type: expected one of Alpaca, BoolQ, C4, Gsm8k, HotpotQa, Mawps, Mmlu, Obqa, Own, Piqa, Samsum, Siqa, Synthetic, WikiText2, found "Nothing"
            seed: expected a whole number of at least -9007199254740991 and at most 9007199254740991, found "one"
            resources.device: expected cpu or cuda:n, found "gpu"
            expected training data that no task evaluates, but task syn and data both use the split test of synthetic, found {"name":"many","model":{"from":"synthetic-base","precision":"fp8"},"method":{"ty…
            expected a different evaluate.task for each task, found {"name":"many","model":{"from":"synthetic-base","precision":"fp8"},"method":{"ty…
            variants.fixed: model.precision: expected one of fp32, bf16, found "fp8"
            variants.fixed: method.layers[1]: expected a whole number of at least 0, found -1
            variants.fixed: expected at least one map in lora.targets, since without routers nothing else trains, found {"name":"other","model":{"from":"synthetic-base","precision":"fp8"},"method":{"t…
            variants.random: model.precision: expected one of fp32, bf16, found "fp8"
            variants.random: method.keep.layers: expected a whole number of at least 0, found -1
            variants.random: expected at least one map in lora.targets, since without routers nothing else trains, found {"name":"many","model":{"from":"synthetic-base","precision":"fp8"},"method":{"ty…
            variants.after: model.precision: expected one of fp32, bf16, found "fp8"
            variants.after: expected at least one map in lora.targets, since without routers nothing else trains, found {"name":"many","model":{"from":"synthetic-base","precision":"fp8"},"method":{"ty…
            variants.both: model.precision: expected one of fp32, bf16, found "fp8"
            variants.both: method.rate: expected a number above 0 and at most 1, found 7
            variants.both: method: expected either method.rate or method.rateOf, found {"type":"RandomSkip","rate":7,"rateOf":"routed"}
            variants.both: expected at least one map in lora.targets, since without routers nothing else trains, found {"name":"many","model":{"from":"synthetic-base","precision":"fp8"},"method":{"ty…
            variants.far: model.precision: expected one of fp32, bf16, found "fp8"
            variants.far: method.alpha.max: expected a number of at least 0, found .inf
            variants.fixed: name: expected the same name in all runs: many, found other
            variants.random data[7].share=1.method.rateOf: expected a variant that measures its own rate on task syn: routed data[7].share=1, fixed data[7].share=1, far data[7].share=1, found nobody data[7].share=1
            model.from: expected an absolute path or one of smollm2-135m, stories260K, synthetic-base, found nowhere
            variants.routed data[7].share=1: method.target: expected at least 0.25, because method.keep.layers makes 2 of the model's 8 layers always execute, found 0.1
            variants.fixed data[7].share=1: method.layers: expected some of the layers 0 to 7 of the model, found [99]
            """;

    @Test
    void errorsOfAllKindsAreReportedTogether() {
        assertThat(errors(MANY, "nonsense", "lora.dropout=[1")).isEqualTo(ALL.lines().toList());
    }

    private static final String PAIRS =
            """
            name: pairs
            model: {from: synthetic-base}
            lora: {}
            data: [{set: {type: Synthetic}}, {set: gsm8k}]
            train: {steps: 5}
            evaluate: [{task: a, set: {type: Synthetic}}, {task: gsm8k}]
            variants:
              routed: {method: {type: Dllm, target: 0.5, keep: {layers: 1}}}
              fixed: {method: {type: StaticLayers, layers: [0]}}
              random: {method: {type: RandomSkip, rateOf: routed}}
              plain: {method: Dense}
            """;

    /** The errors of each change alone. */
    private static final List<List<String>> FAULTS =
            List.of(
                    List.of("name=a/b"),
                    List.of("variants.plain.name=other"),
                    List.of("description=3"),
                    List.of("model.precision=fp8"),
                    List.of("model.from=nowhere"),
                    List.of("model.shape={layers: 2}"),
                    List.of("lora.rank=0"),
                    List.of("lora.targets=[]"),
                    List.of("lora.scale=.nan"),
                    List.of("data[0].share=0"),
                    List.of("data[0].split=test"),
                    List.of("data[0].set.examples=many"),
                    List.of("data[0].set.families=[Chain, {type: Chain, maxSteps: 99}]"),
                    List.of("data[1].split=validation"),
                    List.of("data[1].set={type: Gsm8k, marks: 1}"),
                    List.of("train.batch=3", "train.accumulate=2"),
                    List.of("train.clip=-1"),
                    List.of("train.optimizer.lr=fast"),
                    List.of("train.schedule.type=none"),
                    List.of("train.unknown=1"),
                    List.of("evaluate[0].limit=0"),
                    List.of("evaluate[0].metric=bleu"),
                    List.of("evaluate[1].task=a", "evaluate[1].set=gsm8k"),
                    List.of("evaluate[1].batch=0"),
                    List.of("seed=.inf"),
                    List.of("resources.device=gpu"),
                    List.of("resources.threads=0"),
                    List.of("budget.minutes=0"),
                    List.of("unknown=1"),
                    List.of("variants.routed.method.target=0.1"),
                    List.of("variants.routed.method.alpha={max: -1}"),
                    List.of("variants.routed.method.evict=1"),
                    List.of("variants.fixed.method.layers=[99]"),
                    List.of("variants.fixed.method.rate=0.5"),
                    List.of("variants.random.method.rateOf=nobody"),
                    List.of("variants.random.method.keep={tokens: -1}"),
                    List.of("variants.none=3"),
                    List.of("variants.plain.method=Nothing"),
                    List.of("sweep={seed: 3}"),
                    List.of("nonsense"),
                    List.of("train.checkpointEvery=[1"));

    @Test
    void noErrorHidesAnother() {
        var alone = FAULTS.stream().map(this::expected).toList();
        assertThat(alone).doesNotContain(List.of());
        var hiding = new ArrayList<String>();
        for (int i = 0; i < FAULTS.size(); i++) {
            for (int j = 0; j < i; j++) {
                var both = Stream.concat(FAULTS.get(j).stream(), FAULTS.get(i).stream()).toList();
                var recorded = expected(both);
                if (!recorded.containsAll(alone.get(i)) || !recorded.containsAll(alone.get(j))) {
                    hiding.add(String.join(" ", both));
                }
            }
        }
        assertThat(hiding)
                .as("pairs in which one change affects the check of the other")
                .containsExactlyInAnyOrder(
                        "name=a/b variants.plain.name=other",
                        "evaluate[0].limit=0 evaluate[1].task=a evaluate[1].set=gsm8k",
                        "model.from=nowhere variants.routed.method.target=0.1",
                        "model.shape={layers: 2} variants.routed.method.target=0.1",
                        "model.from=nowhere variants.fixed.method.layers=[99]",
                        "model.shape={layers: 2} variants.fixed.method.layers=[99]",
                        "lora.targets=[] variants.plain.method=Nothing",
                        "variants.random.method.rateOf=nobody variants.plain.method=Nothing",
                        "seed=.inf sweep={seed: 3}");
    }

    private List<String> expected(List<String> sets) {
        return errors(PAIRS, sets.toArray(String[]::new)).stream()
                .map(message -> message.replaceAll(", found .*", ""))
                .toList();
    }

    @Test
    void invalidYamlHidesNoInvalidChange() {
        assertThat(errors("name: [a", "nonsense", "seed=[1"))
                .containsExactly(
                        "line 1, column 9: expected ',' or ']', found <stream end>",
                        "--set: expected path=value, found nonsense",
                        "--set seed: line 1, column 3: expected ',' or ']', found <stream end>");
    }

    @Test
    void errorsAreReportedBesideInvalidVariantsOrSweep() {
        for (String around : List.of("variants: 3", "variants: {a: [1]}", "sweep: 3")) {
            String text = "name: a\nseed: one\ntrain: {steps: 1, clip: -1}\n" + around;
            assertThat(errors(text))
                    .as(around)
                    .hasSize(3)
                    .first()
                    .asString()
                    .startsWith(around.startsWith("sweep") ? "sweep: " : "variants");
            assertThat(errors(text))
                    .as(
                            "values that they might set are not reported as missing: model, method,"
                                    + " data")
                    .contains(
                            "train.clip: expected a number of at least 0, found -1",
                            "seed: expected a whole number of at least -9007199254740991 and at"
                                    + " most 9007199254740991, found \"one\"");
        }
    }

    @Test
    void valuesOfAnInvalidSweepAreNotReportedAsMissing() {
        String text = GSM8K.replace("target: 0.5, ", "") + "sweep: {method.target: 0.5}\n";
        assertThat(errors(text))
                .containsExactly(
                        "sweep.method.target: expected a list of distinct values, found 0.5");
    }

    @Test
    void tooManyRunsHideNoInvalidValue() {
        String seeds = IntStream.range(0, 500).boxed().toList().toString();
        String sweep = "sweep: {seed: %s, train.steps: [1, 2, many]}".formatted(seeds);
        assertThat(errors(GSM8K + sweep, "lora.rank=0"))
                .containsExactly(
                        "variants and sweep: expected at most 1000 runs, found 1 variants at 1500"
                                + " points or more",
                        "lora.rank: expected a whole number of at least 1 and at most 65536,"
                                + " found 0",
                        "train.steps: expected a whole number of at least 0, found \"many\"");
    }

    @Test
    void aRateOfARunWithAnotherErrorIsNotAnError() {
        String variants =
                """
                variants:
                  d-llm: {method: {type: Dllm, target: 7}}
                  random: {method: {type: RandomSkip, rateOf: d-llm}}
                """;
        assertThat(errors(GSM8K + variants))
                .containsExactly(
                        "variants.d-llm: method.target: expected a number above 0 and at most 1,"
                                + " found 7");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data=[{set: gsm8k, splti: train, split: test}]",
                "method={type: RandomSkip, rateoff: a}",
                "train={steps: 1, acumulate: 3}"
            })
    void anUnknownNameSuppressesErrorsOfAbsentValues(String set) {
        assertThat(errors(GSM8K, set, "evaluate=[{task: gsm8k, spilt: train}]"))
                .hasSize(2)
                .allSatisfy(message -> assertThat(message).contains("found the unknown name "));
    }

    @Test
    void aTaskWithoutSetIsAnError() {
        assertThat(errors(GSM8K, "evaluate=[{task: a b}]"))
                .containsExactly(
                        "evaluate[0].task: expected 1 to 100 letters, digits, dots, underscores and"
                                + " dashes, but not train or time, found \"a b\"",
                        "evaluate[0].set: expected one of Alpaca, BoolQ, C4, Gsm8k, HotpotQa,"
                            + " Mawps, Mmlu, Obqa, Own, Piqa, Samsum, Siqa, Synthetic, WikiText2,"
                            + " found nothing");
    }

    @Test
    void typeInAVariantIsAnUnknownName() {
        assertThat(errors(GSM8K + "variants: {a: {type: Dense}}"))
                .singleElement()
                .asString()
                .startsWith("variants.a: type: expected one of name, model, ");
    }

    @Test
    void allErrorsOfAMixtureOfDepthsAreReported() {
        String method =
                "{type: MixtureOfDepths, variant: new, capacity: 0, layers: [-1, 40], predictor: 3,"
                        + " predictorWeight: 0}";
        assertThat(errors(GSM8K, "model.from=synthetic-base", "method=" + method))
                .containsExactly(
                        "method.variant: expected one of paper, retrofit, found \"new\"",
                        "method.capacity: expected a number above 0 and at most 1, found 0",
                        "method.layers[0]: expected a whole number of at least 0, found -1",
                        "method.predictor: expected one of aux, mlp, found 3",
                        "method.predictorWeight: expected a number above 0, found 0",
                        "method.layers: expected some of the layers 0 to 7 of the model, found"
                                + " [40]");
    }

    @Test
    void aMixtureOfDepthsTrainsWithoutLoraTargets() {
        assertThat(errors(GSM8K, "method=MixtureOfDepths", "lora.targets=[]", "seed=x"))
                .singleElement()
                .asString()
                .startsWith("seed: ");
    }

    private List<String> errors(String text, String... sets) {
        return catchThrowableOfType(
                        SpecException.class, () -> SpecDocument.parse(text, List.of(sets), dataDir))
                .errors()
                .stream()
                .map(SpecError::message)
                .toList();
    }
}
