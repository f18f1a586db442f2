package org.dllm.experiments.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.dllm.experiments.data.Gsm8k;
import org.dllm.experiments.data.Synthetic;
import org.dllm.experiments.method.Dllm;
import org.dllm.experiments.method.StaticLayers;
import org.dllm.experiments.spec.SpecError;
import org.dllm.experiments.spec.SpecException;
import org.dllm.experiments.spec.SpecTrees;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpecDocumentTests {

    private static final String REST = "model: {from: b}\nmethod: Dense\n";

    static final String GSM8K =
            """
            name: gsm8k-smollm2
            model: {from: smollm2-135m}
            method: {type: Dllm, target: 0.5, alpha: {max: 1.0, schedule: sine}, keep: {layers: 2, tokens: 2}}
            lora: {rank: 8, targets: [q, k, v]}
            data: [{set: gsm8k, split: train, share: 1.0}]
            train: {steps: 500, batch: 8, optimizer: {type: AdamW, lr: 2.8e-4}, checkpointEvery: 50}
            evaluate: [{task: gsm8k, metric: exact_match, limit: 200}]
            """;

    @Test
    void defaultsAreFilledAndABareNameStandsForARecord() {
        ExperimentSpec spec = only(GSM8K);
        assertThat(spec.method())
                .isInstanceOfSatisfying(Dllm.class, m -> assertThat(m.kv()).isEqualTo("evict"));
        assertThat(spec.data().getFirst().set()).isEqualTo(new Gsm8k(true));
        assertThat(spec.evaluate().getFirst().set()).isEqualTo(new Gsm8k(true));
        assertThat(spec.train().optimizer().beta2()).isEqualTo(0.95);
        assertThat(spec.resources()).isEqualTo(new ResourceSpec("cpu", 1));
        assertThat(spec.seed()).isZero();
    }

    @Test
    void theCanonicalTextIsTheSameForJsonAndYamlAndReadsBack() {
        ExperimentSpec spec = only(GSM8K);
        String canonical = SpecJson.canonical(spec);
        assertThat(SpecJson.read(canonical)).isEqualTo(spec);
        assertThat(List.copyOf(SpecTrees.parse(canonical).propertyNames())).isSorted();
        assertThat(SpecJson.canonical(only(canonical))).isEqualTo(canonical);
        assertThat(SpecJson.sha256(spec))
                .hasSize(64)
                .isNotEqualTo(SpecJson.sha256(only(GSM8K, "seed=1")));
    }

    @Test
    void allErrorsAreReportedWithPathExpectationAndValue() {
        var thrown =
                errors(
                        """
                        name: bad
                        model: {from: smollm2-135m, precision: fp8}
                        method: {type: Dlm, target: 0.5}
                        data: [{set: gsm8k, share: 0}, {set: {type: Synthetic, examples: 1.5}}]
                        train: {steps: many, optimizer: {lrr: 1}}
                        resources: {device: gpu}
                        """);
        assertThat(thrown)
                .extracting(SpecError::path)
                .containsExactly(
                        "model.precision",
                        "method.type",
                        "data[0].share",
                        "data[1].set.examples",
                        "train.steps",
                        "train.optimizer.lrr",
                        "resources.device");
        assertThat(thrown.get(0).message())
                .isEqualTo("model.precision: expected one of fp32, bf16, found \"fp8\"");
        assertThat(thrown.get(1).expected())
                .isEqualTo(
                        "one of AdaInfer, Dense, Dllm, MixtureOfDepths, PositionOnly, RandomSkip,"
                                + " SearchedLayers, ShortenedLlama, StaticLayers");
        assertThat(thrown.get(2).expected()).isEqualTo("a number above 0");
        assertThat(thrown.get(4).message())
                .isEqualTo("train.steps: expected a whole number of at least 0, found \"many\"");
        assertThat(thrown.get(5).expected())
                .isEqualTo("one of type, lr, beta1, beta2, eps, weightDecay");
        assertThat(thrown.get(6).message())
                .isEqualTo("resources.device: expected cpu or cuda:n, found \"gpu\"");
    }

    @Test
    void aRecordWithoutSettingsSaysThatNoneIsExpected() {
        assertThat(errors(GSM8K, "method={type: Dense, target: 0.5}"))
                .extracting(SpecError::message)
                .containsExactly(
                        "method.target: expected no settings, found the unknown name target");
    }

    @Test
    void anUnknownNameIsReportedWithItsPath() {
        assertThat(errors(GSM8K, "name=../../x"))
                .extracting(SpecError::path, SpecError::got)
                .containsExactly(tuple("name", "\"../../x\""));
        assertThat(errors(GSM8K, "name=..")).hasSize(1);
        assertThat(errors(GSM8K, "name=\"a\\nb\"")).hasSize(1);
        assertThat(only(GSM8K, "name=..a b").name()).isEqualTo("..a b");
    }

    @Test
    void aRuleBetweenNamesIsAnErrorOfTheirRecord() {
        assertThat(errors(GSM8K, "train.accumulate=3"))
                .extracting(SpecError::path, SpecError::expected)
                .containsExactly(
                        tuple("train", "train.batch to be a multiple of train.accumulate"));
    }

    @Test
    void aSplitThatASetLacksIsAnErrorBeforeAnythingIsLoaded() {
        String no = "split to be one of train, test, the splits of gsm8k, but it is validation";
        assertThat(errors(GSM8K, "data[0].split=validation", "evaluate[0].split=validation"))
                .extracting(SpecError::path, SpecError::expected)
                .containsExactly(tuple("data[0]", no), tuple("evaluate[0]", no));
    }

    @Test
    void aLowRankUpdateHasTargetsUnlessRoutersTrainAndEachOnce() {
        assertThat(errors(GSM8K, "lora.targets=[]", "method=Dense"))
                .extracting(SpecError::expected)
                .containsExactly(
                        "at least one map in lora.targets, since without routers nothing else"
                                + " trains");
        assertThat(only(GSM8K, "lora.targets=[]").lora()).isNotNull();
        assertThat(only(GSM8K, "lora.targets=[]", "method=Dense", "train.steps=0").lora())
                .isNotNull();
        assertThat(errors(GSM8K, "lora.targets=[q, v, q]"))
                .extracting(SpecError::message)
                .containsExactly(
                        "lora.targets: expected a list without duplicates, found"
                                + " [\"q\",\"v\",\"q\"]");
    }

    @Test
    void taskNamesAreValidFileNamesAndDistinct() {
        for (String name : List.of("a b", "train", "time")) {
            assertThat(errors(GSM8K, "evaluate[0].task=" + name, "evaluate[0].set=gsm8k"))
                    .extracting(SpecError::message)
                    .containsExactly(
                            "evaluate[0].task: expected 1 to 100 letters, digits, dots, underscores"
                                    + " and"
                                    + " dashes, but not train or time, found \"%s\""
                                            .formatted(name));
        }
        assertThat(errors(GSM8K, "evaluate=[{task: gsm8k}, {task: gsm8k}]"))
                .extracting(SpecError::expected)
                .containsExactly("a different evaluate.task for each task");
    }

    @Test
    void aTaskWithAnUnknownPrimaryMetricIsAnError() {
        assertThat(errors(GSM8K, "evaluate[0].metric=bleu"))
                .singleElement()
                .satisfies(e -> {
                    assertThat(e.path()).isEqualTo("evaluate[0].metric");
                    assertThat(e.expected()).startsWith("one of exact_match, ");
                });
    }

    @Test
    void anOptimizerThatWouldDivideByZeroIsRefused() {
        assertThat(
                        errors(
                                GSM8K,
                                "train.optimizer.beta1=1",
                                "train.optimizer.beta2=1.0",
                                "train.optimizer.eps=1e-50"))
                .extracting(SpecError::path, SpecError::expected)
                .containsExactly(
                        tuple("train.optimizer.beta1", "a number of at least 0 and below 1"),
                        tuple("train.optimizer.beta2", "a number of at least 0 and below 1"),
                        tuple("train.optimizer.eps", "a number of at least 1.0E-30"));
    }

    @Test
    void sizesThatNoModelHasAreRefused() {
        String shape =
                "model={shape: {layers: 2, width: 16, hidden: 1000000, heads: 2, keyValueHeads: 1,"
                        + " context: 100000000, tokenizer: characters}}";
        assertThat(
                        errors(
                                GSM8K,
                                shape,
                                "method.router={type: TokenMlp, hidden: 70000}",
                                "lora.rank=70000"))
                .extracting(SpecError::path, SpecError::expected)
                .containsExactly(
                        tuple(
                                "model.shape.hidden",
                                "a whole number of at least 1 and at most 262144"),
                        tuple(
                                "model.shape.context",
                                "a whole number of at least 1 and at most 16777216"),
                        tuple(
                                "method.router.hidden",
                                "a whole number of at least 1 and at most 65536"),
                        tuple("lora.rank", "a whole number of at least 1 and at most 65536"));
    }

    @Test
    void invalidYamlIsReportedWithLocationAndCause() {
        assertThat(errors("name: a\nmodel:\n\tfrom: b"))
                .extracting(SpecError::message)
                .singleElement()
                .asString()
                .startsWith("line 3, column 1: expected YAML or JSON, found character")
                .contains("(TAB)");
        assertThat(errors("name: [a"))
                .extracting(SpecError::message)
                .containsExactly("line 1, column 9: expected ',' or ']', found <stream end>");
        assertThat(errors("name: a\nname: b\n" + REST))
                .extracting(SpecError::message)
                .containsExactly("line 2, column 1: expected each name once, found name again");
        assertThat(errors("name: a\n" + REST + "---\nname: b"))
                .extracting(SpecError::message)
                .containsExactly(
                        "line 5, column 1: expected a single document, found more" + " text");
        assertThat(errors(""))
                .singleElement()
                .satisfies(e -> assertThat(e.expected()).isEqualTo("an object"));
    }

    @Test
    void aStaticChoiceIsOneOfLayersRateOrSibling() {
        assertThat(only(GSM8K, "method={type: StaticLayers, layers: [3, 0, 3]}").method())
                .isEqualTo(new StaticLayers(List.of(0, 3)));
        assertThat(errors(GSM8K, "method={type: StaticLayers}")).hasSize(1);
    }

    @Test
    void aSetReachesIntoLists() {
        assertThat(
                        only(GSM8K, "data[0].set={type: Synthetic, examples: 3}")
                                .data()
                                .getFirst()
                                .set())
                .isInstanceOfSatisfying(
                        Synthetic.class, s -> assertThat(s.examples()).isEqualTo(3));
    }

    @Test
    void everyInvalidChangeIsReported() {
        assertThat(errors(GSM8K, "nonsense", "train.steps=[1, 2", "data[4].set=gsm8k"))
                .extracting(SpecError::path)
                .containsExactly(
                        "--set", "--set train.steps: line 1, column 6", "--set data[4].set");
    }

    /** Opening a model takes up to a second, and a document can name a thousand. */
    @Test
    void onlyTheFirstModelsOfAPlanAreOpened(@TempDir Path dataDir) {
        Path model = ModelResolver.locate("synthetic-base", dataDir).toAbsolutePath();
        String variants =
                IntStream.range(0, 12)
                        .mapToObj(i -> model.getParent() + "/.".repeat(i + 1) + "/")
                        .map(folder -> folder + model.getFileName())
                        .map(path -> "v%d: {model: {from: %s}}".formatted(path.length(), path))
                        .collect(Collectors.joining(", ", "variants: {", "}"));
        assertThatThrownBy(() ->
                        SpecDocument.parse(
                                GSM8K + variants,
                                List.of("method={type: StaticLayers, layers: [99]}"),
                                dataDir))
                .isInstanceOfSatisfying(
                        SpecException.class,
                        refusal ->
                                assertThat(refusal.errors())
                                        .hasSize(8)
                                        .allMatch(error -> error.path().contains("method")));
    }

    @Test
    void anUnknownModelIsReportedWithTheKnownOnes(@TempDir Path dataDir) {
        assertThatThrownBy(() ->
                        SpecDocument.parse(GSM8K, List.of("model.from=synthetic-bse"), dataDir))
                .hasMessageStartingWith("model.from: expected an absolute path or one of ")
                .hasMessageContaining("smollm2-135m, stories260K, synthetic-base")
                .hasMessageEndingWith("found synthetic-bse");
        for (String from : List.of("synthetic-base", "smollm2-135m", "/some/where")) {
            SpecDocument.parse(GSM8K, List.of("model.from=" + from), dataDir);
        }
        // the run's process has another working directory than the author of the spec
        assertThatThrownBy(
                        () -> SpecDocument.parse(GSM8K, List.of("model.from=some/where"), dataDir))
                .hasMessageEndingWith("found some/where");
    }

    @Test
    void anAliasIsRefusedWhereItStands() {
        assertThat(errors("name: &n foo\nmodel: {from: *n}\nmethod: Dense\n"))
                .extracting(SpecError::message)
                .containsExactly(
                        "line 2, column 15: expected a value instead of an alias, found the alias"
                                + " *n");
    }

    @Test
    void evaluatedSplitsMustNotBeTrainedOn() {
        assertThat(errors(GSM8K, "data[0].split=test"))
                .singleElement()
                .satisfies(e ->
                        assertThat(e.expected())
                                .isEqualTo(
                                        "training data that no task evaluates, but task gsm8k and"
                                                + " data both use the split test of gsm8k"));
    }

    @Test
    void aNumberOutsideTheRangeOfItsTypeReportsTheMaximum() {
        assertThat(errors(GSM8K, "train.steps=99999999999"))
                .extracting(SpecError::expected)
                .containsExactly("a whole number of at least 0, not above 2147483647");
    }

    @Test
    void aLimitAboveWhatASetHasIsNotedBeforeAnythingIsLoaded() {
        String task = "evaluate[0].limit=1400";
        assertThat(SpecDocument.parse(GSM8K, List.of(task)).notes())
                .containsExactly(
                        "gsm8k: the limit is 1400, but the split test of gsm8k has 1319 examples;"
                                + " all are evaluated");
        assertThat(SpecDocument.parse(GSM8K, List.of("evaluate[0].limit=1319")).notes()).isEmpty();
        String set = "evaluate[0].set={type: Synthetic, examples: 9}";
        assertThat(SpecDocument.parse(GSM8K + "variants: {a: {}, b: {}}", List.of(set)).notes())
                .containsExactly(
                        "gsm8k: the limit is 200, but the split test of synthetic has 9 examples;"
                                + " all are evaluated");
    }

    @Test
    void countsBeyondMemoryAreRejected() {
        assertThat(
                        errors(
                                GSM8K,
                                "train.batch=100000",
                                "train.accumulate=100000",
                                "evaluate[0].batch=1000000000",
                                "evaluate[0].maxNewTokens=1000000000",
                                "data[0].maxTokens=1000000000"))
                .extracting(SpecError::message)
                .containsExactly(
                        "data[0].maxTokens: expected a whole number of at least 2 and at most"
                                + " 16777216, found 1000000000",
                        "train.batch: expected a whole number of at least 1 and at most 65536,"
                                + " found 100000",
                        "train.accumulate: expected a whole number of at least 1 and at most 65536,"
                                + " found 100000",
                        "evaluate[0].maxNewTokens: expected a whole number of at least 1 and at"
                                + " most 16777216, found 1000000000",
                        "evaluate[0].batch: expected a whole number of at least 1 and at most"
                                + " 65536, found 1000000000");
    }

    static ExperimentSpec only(String text, String... sets) {
        return SpecDocumentSchemaTests.taken(SpecDocument.parse(text, List.of(sets)))
                .plan()
                .getFirst()
                .spec();
    }

    static List<SpecError> errors(String text, String... sets) {
        return catchThrowableOfType(
                        SpecException.class, () -> SpecDocument.parse(text, List.of(sets)))
                .errors();
    }
}
