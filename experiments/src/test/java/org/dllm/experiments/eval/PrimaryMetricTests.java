package org.dllm.experiments.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.dllm.experiments.data.Gsm8k;
import org.dllm.experiments.data.Synthetic;
import org.dllm.experiments.eval.GeneratedAnswer.Extraction;
import org.dllm.experiments.method.Dense;
import org.dllm.experiments.spec.AllowedValues;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The metric of a task that lists, pages and comparisons show. */
class PrimaryMetricTests {

    @Test
    void thePrimaryMetricOfATaskIsEmitted() {
        try (var tiny = new TinyEvaluatedModel(MetricContractTests.COIN)) {
            assertThat(MetricContractTests.kinds(tiny))
                    .allSatisfy(task ->
                            assertThat(TinyEvaluatedModel.values(task).keySet())
                                    .containsAll(metricsOf(task.task())));
        }
    }

    /** The metrics that a task may declare as its primary metric, if its set has no filters. */
    private static List<String> metricsOf(TaskSpec task) {
        List<String> quality =
                Stream.of(task.getClass().getRecordComponents())
                        .filter(component -> component.getName().equals("metric"))
                        .map(component -> component.getAnnotation(AllowedValues.class))
                        .flatMap(values -> Stream.of(values.value()))
                        .filter(metric -> !metric.contains(","))
                        .toList();
        AllowedValues costs = CostMetrics.class.getAnnotation(AllowedValues.class);
        return Stream.concat(quality.stream(), Stream.of(costs.value())).toList();
    }

    private static Generate gsm8k(String metric) {
        return new Generate("gsm8k", new Gsm8k(true), "test", "harness", metric, 10, 6, 4, null);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "exact_match | exact_match,strict-match | true",
                "exact_match/family_mean | exact_match,strict-match/family_mean | true",
                "exact_match,flexible-extract | exact_match,flexible-extract | false",
            })
    void exactMatchIsThatOfTheFirstFilterUnlessTheMetricNamesOne(
            String metric, String key, boolean correct) {
        Generate task = gsm8k(metric);
        assertThat(task.primaryMetric()).isEqualTo(key);
        try (var tiny = new TinyEvaluatedModel(new Dense())) {
            List<GeneratedAnswer> answers =
                    TinyEvaluatedModel.answers(tiny.evaluated()).stream()
                            .map(answer ->
                                    MetricContractTests.with(
                                            answer,
                                            new Extraction("strict-match", "", true),
                                            new Extraction("flexible-extract", "", false)))
                            .toList();
            assertThat(new ExactMatch().of(tiny.with(answers)))
                    .extracting(Result::metric)
                    .contains(key)
                    .doesNotContain("exact_match");
            assertThat(answers.getFirst().correct(task.primaryMetric())).isEqualTo(correct);
        }
    }

    @Test
    void aMetricThatTheSetNeverHasIsRefused() {
        assertThat(gsm8k("exact_match,strict-match").metric()).contains("strict-match");
        Synthetic synthetic = new Synthetic(List.of(), 20, 0);
        assertThatThrownBy(() ->
                        new Generate(
                                "t",
                                synthetic,
                                "test",
                                "harness",
                                "exact_match,strict-match",
                                1,
                                1,
                                1,
                                null))
                .hasMessageContaining("synthetic has no filter strict-match");
        assertThatThrownBy(() ->
                        new Likelihood(
                                "t", synthetic, "test", "harness", "word_perplexity", 1, 2, 1))
                .hasMessageContaining("word_perplexity")
                .hasMessageContaining("synthetic has prompts");
    }
}
