package org.dllm.experiments.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Properties of every data set, on ten records of each and on the real files. */
class DatasetContractTests {

    /** Number of records of each split, as documented in the data folder. */
    private static final Map<String, Map<String, Integer>> SIZES =
            Map.ofEntries(
                    Map.entry("gsm8k", Map.of("train", 7473, "test", 1319)),
                    Map.entry("mawps", Map.of("train", 1898, "validation", 237, "test", 238)),
                    Map.entry("boolq", Map.of("train", 9427, "validation", 3270)),
                    Map.entry("piqa", Map.of("train", 16113, "validation", 1838)),
                    Map.entry("siqa", Map.of("train", 33410, "validation", 1954)),
                    Map.entry("obqa", Map.of("train", 4957, "validation", 500, "test", 500)),
                    Map.entry("mmlu", Map.of("dev", 285, "validation", 1531, "test", 14042)),
                    Map.entry("samsum", Map.of("train", 14731, "validation", 818, "test", 819)),
                    Map.entry("alpaca", Map.of("train", 9229, "test", 805)),
                    Map.entry("wikitext2", Map.of("train", 629, "validation", 60, "test", 62)),
                    Map.entry("hotpotqa", Map.of("validation", 7405, "distractor", 100)),
                    Map.entry("c4", Map.of("train", 300)));

    /** Sets whose published splits share questions or texts. */
    private static final Set<String> OVERLAPPING = Set.of("mawps", "mmlu", "piqa", "samsum");

    @TempDir static Path folder;

    @BeforeAll
    static void write() {
        Fixtures.write(folder);
    }

    static List<DatasetSpec> sets() {
        return Fixtures.sets();
    }

    @Test
    @SuppressWarnings({"unchecked", "rawtypes"})
    void theFixturesCoverEveryRegisteredSet() {
        assertThat(sets())
                .extracting(Object::getClass)
                .containsExactly((Class[]) DatasetSpec.class.getPermittedSubclasses());
        assertThat(DatasetSpec.all()).hasSize(sets().size() - 1);
    }

    @ParameterizedTest
    @MethodSource("sets")
    void everyRecordIsAnExampleThatAPerfectAnswerSolves(DatasetSpec set) {
        for (String split : set.splits()) {
            for (Template template : Template.values()) {
                List<Example> examples = read(set, folder, split, template);
                assertThat(examples).hasSize(Fixtures.ROWS).doesNotHaveDuplicates();
                examples.forEach(example -> check(set, example));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("sets")
    void splitsAreDisjoint(DatasetSpec set) {
        assertThat(repeated(set, folder)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("sets")
    void anUnknownSplitIsNamedWithTheKnown(DatasetSpec set) {
        assertThatThrownBy(() -> set.read(folder, "nothing", Template.HARNESS))
                .hasMessageContaining(String.join(", ", set.splits()))
                .hasMessageContaining("nothing");
    }

    @ParameterizedTest
    @MethodSource("sets")
    void theDefaultTaskCanBeEvaluated(DatasetSpec set) {
        DefaultTask task = set.defaultTask();
        assertThat(set.splits()).contains(task.split());
        Example example = read(set, folder, task.split(), Template.HARNESS).getFirst();
        switch (task.kind()) {
            case CHOOSE -> assertThat(example.choices().texts()).hasSizeGreaterThan(1);
            case GENERATE -> assertThat(example.answer()).isNotEmpty();
            case LIKELIHOOD -> assertThat(example.completion()).isNotEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("sets")
    @Tag("data")
    void theRealFilesHaveTheDocumentedRecords(DatasetSpec set) {
        if (set.published().isEmpty()) {
            return;
        }
        Path data = Path.of(System.getenv("DLLM_DATA_DIR"));
        Map<String, Integer> sizes = SIZES.getOrDefault(set.label(), Map.of());
        assertThat(set.splits()).containsExactlyInAnyOrderElementsOf(sizes.keySet());
        for (String split : set.splits()) {
            assertThat(set.maxExamples(split)).hasValue(sizes.getOrDefault(split, 0));
            for (Template template : Template.values()) {
                try (Stream<Example> examples = set.read(data, split, template)) {
                    assertThat(examples.peek(example -> check(set, example)).count())
                            .isEqualTo(set.maxExamples(split).orElseThrow());
                }
            }
        }
        assertThat(repeated(set, data).isEmpty())
                .as("splits of %s are disjoint", set.label())
                .isEqualTo(!OVERLAPPING.contains(set.label()));
    }

    private static void check(DatasetSpec set, Example example) {
        if (example.original().bytes() > 0) {
            assertThat(example.prompt()).isEmpty();
            assertThat(example.completion()).isNotBlank();
            return;
        }
        assertThat(example.prompt()).isNotBlank();
        for (Filter filter : set.filters()) {
            assertThat(set.accepts(filter.extract(example.completion()), example.answer()))
                    .as("%s %s: %s", example.id(), filter.name(), example)
                    .isTrue();
        }
        if (!example.choices().isEmpty()) {
            assertThat(example.completion())
                    .isEqualTo(example.choices().continuation(example.choices().gold()));
        }
    }

    /** Prompts and texts that occur in more than one split. */
    private static Set<String> repeated(DatasetSpec set, Path data) {
        var seen = new HashSet<String>();
        var repeated = new HashSet<String>();
        for (String split : set.splits()) {
            var own = new HashSet<String>();
            try (Stream<Example> examples = set.read(data, split, Template.HARNESS)) {
                examples.forEach(example -> own.add(text(example)));
            }
            own.stream().filter(seen::contains).forEach(repeated::add);
            seen.addAll(own);
        }
        return repeated;
    }

    private static String text(Example example) {
        return example.prompt().isEmpty()
                ? example.completion()
                : example.prompt() + example.choices().texts();
    }

    private static List<Example> read(
            DatasetSpec set, Path dataDir, String split, Template template) {
        try (Stream<Example> examples = set.read(dataDir, split, template)) {
            return examples.toList();
        }
    }
}
