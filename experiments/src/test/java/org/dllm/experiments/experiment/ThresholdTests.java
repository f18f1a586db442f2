package org.dllm.experiments.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.dllm.experiments.experiment.TinyRun.DLLM;
import static org.dllm.experiments.experiment.TinyRun.FROZEN;
import static org.dllm.experiments.experiment.TinyRun.TASK;
import static org.dllm.experiments.experiment.TinyRun.spec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import org.dllm.experiments.data.Examples;
import org.dllm.experiments.eval.Evaluation;
import org.dllm.experiments.eval.Result;
import org.dllm.experiments.eval.TaskSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The trained weights are evaluated at further thresholds of their routers. */
class ThresholdTests {

    private static final String SWEPT = "method.thresholds=[0.95, 0.2, 0.8, 0.5]";
    private static final String BATCHES = "evaluate[0].batch=2";

    @TempDir private Path folder;

    @Test
    void aHigherThresholdExecutesLess() {
        Map<String, Double> results = results(spec(DLLM, TASK, SWEPT), folder.resolve("run"));
        double[] rates =
                DoubleStream.of(0.2, 0.8, 0.95)
                        .map(at -> results.get("t@threshold=" + at + "/executed_rate/routed"))
                        .toArray();
        assertThat(rates).isSortedAccordingTo((a, b) -> Double.compare(b, a));
        assertThat(rates[0]).isGreaterThan(rates[2]);
        assertThat(results.get("t@threshold=0.2/flops_ratio/all"))
                .isGreaterThan(results.get("t@threshold=0.95/flops_ratio/all"));
        assertThat(results).containsKey("t@threshold=0.8/perplexity");
    }

    @Test
    void otherThresholdsDoNotChangeTheTasksOwnResults() {
        Map<String, Double> swept = results(spec(DLLM, TASK, SWEPT), folder.resolve("swept"));
        Map<String, Double> alone = results(spec(DLLM, TASK), folder.resolve("alone"));
        swept.keySet().removeIf(key -> key.contains("@"));
        assertThat(swept).isEqualTo(alone);
    }

    @Test
    void theMethodsOwnThresholdIsThatOfAFurtherOne() {
        Map<String, Double> swept = results(spec(DLLM, TASK, SWEPT), folder.resolve("swept"));
        Map<String, Double> own =
                results(spec(DLLM, TASK, "method.threshold=0.8"), folder.resolve("own"));
        own.keySet().removeIf(key -> !key.startsWith("t/"));
        own.forEach((key, value) ->
                assertThat(swept)
                        .containsEntry(key.replaceFirst("^t/", "t@threshold=0.8/"), value));
        assertThat(own).isNotEmpty();
    }

    @Test
    void anInterruptedThresholdContinuesAfterItsLastBatch() throws IOException {
        var spec = spec(DLLM, TASK, BATCHES, SWEPT);
        Map<String, Double> whole = results(spec, folder.resolve("whole"));
        Path home = folder.resolve("killed");
        TaskSpec second = spec.evaluations().get(2);
        try (var execution = RunExecution.open(spec, workspace(home, new ArrayList<>()))) {
            execution.train(Long.MAX_VALUE);
            execution.checkpoint();
            try (var evaluation = execution.evaluation(second)) {
                evaluation.write(evaluation.answer(Objects.requireNonNull(evaluation.read())));
            }
        }
        String written = "answers/" + second.fileName() + ".jsonl";
        String begun = Files.readString(home.resolve(written));
        Map<String, Double> resumed = results(spec, home);
        assertThat(resumed).isEqualTo(whole);
        assertThat(Files.readString(home.resolve(written)))
                .startsWith(begun)
                .isEqualTo(Files.readString(folder.resolve("whole").resolve(written)));
    }

    @Test
    void aPublishedRunIsEvaluatedAtAnyThreshold() {
        var spec = spec(DLLM, TASK, SWEPT);
        Path home = folder.resolve("run");
        Map<String, Double> results = results(spec, home);
        TaskSpec task = spec.evaluate().getFirst();
        try (var published = PublishedRun.open(home.resolve("artifacts"), folder)) {
            var examples = Examples.of(task.set(), folder, task.split());
            var place = new Evaluation.Place(folder.resolve("again"), "again", 0);
            try (var evaluation =
                    new Evaluation(
                            task,
                            published.evaluatedModel(0.95),
                            examples.stream(),
                            place,
                            _ -> {})) {
                Map<String, Double> again =
                        evaluation.finish().results().stream()
                                .collect(Collectors.toMap(Result::metric, Result::value));
                for (String metric : new String[] {"executed_rate", "perplexity", "exact_match"}) {
                    assertThat(again.get(metric))
                            .isEqualTo(results.get("t@threshold=0.95/" + metric));
                }
            }
        }
    }

    @Test
    void aSpecWithoutThresholdsKeepsItsText() {
        assertThat(SpecJson.canonical(spec(DLLM))).doesNotContain("threshold");
        assertThat(spec(DLLM, "method.threshold=0.5", "method.thresholds=[0.5]"))
                .isEqualTo(spec(DLLM));
    }

    @Test
    void thresholdsAreRefusedWhereTheyMeanNothing() {
        assertThatThrownBy(() -> spec(DLLM, "method.thresholds=[0.4, 1]"))
                .hasMessageContaining("method.thresholds[1]");
        assertThatThrownBy(() -> spec(TinyRun.DENSE, "method.thresholds=[0.4]"))
                .hasMessageContaining("thresholds");
        String longest = "a".repeat(90);
        assertThatThrownBy(() -> spec(DLLM, TASK, "evaluate[0].task=" + longest, SWEPT))
                .hasMessageContaining("at most 100 characters");
    }

    /** The results of a run, without times. */
    private static Map<String, Double> results(ExperimentSpec spec, Path home) {
        var events = new ArrayList<RunEvent>();
        try (var execution = RunExecution.open(spec, workspace(home, events))) {
            execution.train(Long.MAX_VALUE);
            execution.checkpoint();
            spec.evaluations().forEach(execution::measure);
            execution.publish();
        }
        var results = new TreeMap<>(((RunEvent.Result) events.getLast()).summary());
        results.keySet().removeIf(key -> key.startsWith("time/"));
        return results;
    }

    private static Workspace workspace(Path home, List<RunEvent> events) {
        return new Workspace(home, home, FROZEN, events::add);
    }
}
