package org.dllm.experiments.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.dllm.experiments.data.Chain;
import org.dllm.experiments.data.Gsm8k;
import org.dllm.experiments.data.Sorting;
import org.dllm.experiments.data.Synthetic;
import org.dllm.experiments.method.Dense;
import org.dllm.experiments.method.KeepSpec;
import org.dllm.experiments.method.MethodSpec;
import org.dllm.experiments.method.RandomSkip;
import org.dllm.experiments.method.RoutedSites;
import org.dllm.experiments.method.StaticLayers;
import org.dllm.experiments.model.Trace;
import org.dllm.experiments.model.tokenizer.TokenizerSource;
import org.dllm.experiments.routing.KvPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ActivityCounterTests {

    private static final RandomSkip COIN = new RandomSkip(0.6, new KeepSpec(1, 2), true);

    /** A cell counts tokens if their layers have one decision, else sites. */
    @Test
    void decisionsPerSiteCountTwicePerLayer() {
        for (boolean apart : List.of(false, true)) {
            var method = new RoutedSites(List.of(2, 6), apart, KvPolicy.EVICT);
            try (var tiny = new TinyEvaluatedModel(method)) {
                Evaluated evaluated = tiny.evaluated();
                Trace trace =
                        TinyEvaluatedModel.answers(evaluated).getFirst().texts().getFirst().trace();
                long[] totals = new long[4];
                var one =
                        new Evaluated(
                                evaluated.task(),
                                evaluated.model(),
                                () ->
                                        TinyEvaluatedModel.answers(evaluated).stream()
                                                .limit(1)
                                                .map(a -> a),
                                evaluated.times());
                ActivityCounter.counts(one).stream()
                        .filter(count -> count.axis().equals("family"))
                        .forEach(count -> totals[count.layer()] += count.total());
                assertThat(totals).containsOnly((apart ? 2L : 1L) * trace.tokens());
            }
        }
    }

    @Test
    void everyAxisCountsEveryTokenOfEveryLayer() {
        try (var tiny = new TinyEvaluatedModel(COIN)) {
            Evaluated evaluated = tiny.evaluated();
            long tokens =
                    TinyEvaluatedModel.answers(evaluated).stream()
                            .flatMap(answer -> answer.texts().stream())
                            .mapToLong(reading -> reading.ids().length)
                            .sum();
            Map<String, Long> totals =
                    ActivityCounter.counts(evaluated).stream()
                            .collect(
                                    Collectors.groupingBy(
                                            ActivityCount::axis,
                                            Collectors.summingLong(ActivityCount::total)));
            assertThat(totals)
                    .containsOnlyKeys("family", "steps", "token_class", "position", "chain_step");
            assertThat(totals.values()).containsOnly(4 * tokens);
        }
    }

    @Test
    void forcedExecutionsAreCountedApart() {
        try (var tiny = new TinyEvaluatedModel(COIN)) {
            List<ActivityCount> positions =
                    ActivityCounter.counts(tiny.evaluated()).stream()
                            .filter(count -> count.axis().equals("position"))
                            .toList();
            assertThat(positions)
                    .filteredOn(count -> count.ordinal() < 2 || count.layer() == 0)
                    .allSatisfy(count -> assertThat(count.executed()).isEqualTo(count.total()));
            assertThat(positions)
                    .filteredOn(ActivityCount::forced)
                    .allSatisfy(count ->
                            assertThat(count.ordinal() < 2 || count.layer() == 0).isTrue());
            assertThat(positions)
                    .filteredOn(count -> !count.forced())
                    .isNotEmpty()
                    .allSatisfy(count -> assertThat(count.layer()).isPositive());
        }
    }

    @Test
    void randomDecisionsAreFreeWhateverTheirOutcome() {
        try (var tiny = new TinyEvaluatedModel(COIN)) {
            var free =
                    ActivityCounter.counts(tiny.evaluated()).stream()
                            .filter(count -> count.axis().equals("family") && !count.forced())
                            .toList();
            double executed = free.stream().mapToLong(ActivityCount::executed).sum();
            double total = free.stream().mapToLong(ActivityCount::total).sum();
            // (0.6 · 4 − 1) of the three free layers
            assertThat(executed / total).isCloseTo(1.4 / 3, within(0.05));
        }
    }

    @Test
    void theDenseModelAndAFixedSetMakeNoFreeChoice() {
        for (MethodSpec method : List.of(new Dense(), new StaticLayers(List.of(0, 3)))) {
            try (var tiny = new TinyEvaluatedModel(method)) {
                assertThat(ActivityCounter.counts(tiny.evaluated()))
                        .allSatisfy(count -> {
                            assertThat(count.forced()).isTrue();
                            assertThat(count.executed()).isIn(0L, count.total());
                        });
            }
        }
    }

    @Test
    void stepsOfTheChainFollowThePromptAndEndWithTheAnswer() {
        try (var tiny = new TinyEvaluatedModel(COIN)) {
            List<String> steps =
                    ActivityCounter.counts(tiny.evaluated()).stream()
                            .filter(count -> count.axis().equals("chain_step"))
                            .map(ActivityCount::bucket)
                            .distinct()
                            .toList();
            assertThat(steps).startsWith("prompt", "0", "1", "2", "3").endsWith("answer");
        }
    }

    @Test
    void aChainHasAsManyStepsAsItsDifficultyAfterTheValueItStartsFrom() {
        var chains = new Synthetic(List.of(new Chain(2, 2)), 4, 0);
        try (var tiny = new TinyEvaluatedModel(COIN)) {
            assertThat(tokensByStep(tiny.evaluated(chains)))
                    // "7", then " a+5=2" each, then "#9" and the end
                    .containsEntry("0", 4L)
                    .containsEntry("1", 4 * 6L)
                    .containsEntry("2", 4 * 6L)
                    .doesNotContainKey("3");
        }
        var sortings = new Synthetic(List.of(new Sorting(3, 3)), 4, 0);
        try (var tiny = new TinyEvaluatedModel(COIN)) {
            assertThat(tokensByStep(tiny.evaluated(sortings)))
                    .containsEntry("1", 4L)
                    .containsEntry("2", 4 * 2L)
                    .containsEntry("3", 4 * 2L)
                    .doesNotContainKeys("0", "4");
        }
    }

    /**
     * Like Llama 2's: adds a space before a text, and encodes characters without a token as bytes.
     */
    private static TokenizerSource bytes() {
        var tokens = new ArrayList<>(List.of("<unk>", "<s>", "</s>", "▁"));
        var types = new ArrayList<>(List.of(2, 3, 3, 1));
        for (int b = 0; b < 256; b++) {
            tokens.add("<0x%02X>".formatted(b));
            types.add(6);
        }
        return new TokenizerSource.GgufVocabulary(
                "llama",
                "",
                tokens,
                Collections.nCopies(tokens.size(), 0f),
                types,
                List.of(),
                OptionalInt.of(1),
                OptionalInt.of(2),
                OptionalInt.empty(),
                Set.of(2),
                Optional.of(true),
                true);
    }

    @Test
    void aSplitCharacterHasOneClassAndASplitMarkOpensTheAnswer(@TempDir Path folder)
            throws IOException {
        Path set = Files.createDirectories(folder.resolve("data").resolve("gsm8k"));
        Files.writeString(
                set.resolve("test.jsonl"),
                """
                {"question": "What is 6÷2?", "answer": "6÷2=3\\n#### 3"}
                """);
        try (var tiny = new TinyEvaluatedModel(new Dense(), bytes())) {
            Evaluated evaluated = tiny.evaluated(new Gsm8k(true), folder);
            assertThat(tokensBy("chain_step", evaluated))
                    .containsEntry("1", 8L) // two spaces, one added by the tokenizer, and "6÷2=3"
                    .containsEntry("answer", 8L) // a new line, the mark, " 3", the end
                    .containsOnlyKeys("prompt", "1", "answer");
            assertThat(tokensBy("token_class", evaluated))
                    .containsEntry("number", 6L)
                    .containsEntry("operator", 5L); // "÷" twice, of two bytes each, and "="
        }
    }

    private static Map<String, Long> tokensByStep(Evaluated evaluated) {
        return tokensBy("chain_step", evaluated);
    }

    private static Map<String, Long> tokensBy(String axis, Evaluated evaluated) {
        return ActivityCounter.counts(evaluated).stream()
                .filter(count -> count.axis().equals(axis) && count.layer() == 0)
                .collect(
                        Collectors.groupingBy(
                                ActivityCount::bucket,
                                Collectors.summingLong(ActivityCount::total)));
    }

    @Test
    void aTraceHasATokenForEachRowOfLayers() {
        try (var tiny = new TinyEvaluatedModel(COIN)) {
            Evaluated evaluated = tiny.evaluated();
            var trace =
                    TokenTrace.of(
                            TinyEvaluatedModel.answers(evaluated).getFirst(),
                            evaluated.model().tokenizer());
            assertThat(trace.tokens()).hasSameSizeAs(trace.executed());
            assertThat(trace.executed()).allSatisfy(row -> assertThat(row).matches("1[01]{3}"));
            assertThat(trace.executed().subList(0, 2)).containsOnly("1111");
        }
    }
}
