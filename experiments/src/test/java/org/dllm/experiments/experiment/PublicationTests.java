package org.dllm.experiments.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.dllm.experiments.experiment.TinyRun.DENSE;
import static org.dllm.experiments.experiment.TinyRun.DLLM;
import static org.dllm.experiments.experiment.TinyRun.FROZEN;
import static org.dllm.experiments.experiment.TinyRun.STEPS;
import static org.dllm.experiments.experiment.TinyRun.TASK;
import static org.dllm.experiments.experiment.TinyRun.spec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.dllm.experiments.data.Example;
import org.dllm.experiments.data.Examples;
import org.dllm.experiments.eval.EvaluatedModel;
import org.dllm.experiments.eval.Evaluation;
import org.dllm.experiments.eval.Result;
import org.dllm.experiments.eval.TaskSpec;
import org.dllm.experiments.model.io.ModelFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublicationTests {

    @TempDir private Path folder;

    private Path home(String name) {
        return folder.resolve(name);
    }

    @Test
    void aPublishedModelCanBeOpened() {
        var events = new ArrayList<RunEvent>();
        var workspace = new Workspace(home("run"), folder, FROZEN, events::add);
        try (var execution = RunExecution.open(spec(DENSE), workspace)) {
            execution.train(Long.MAX_VALUE);
            execution.publish();
        }
        assertThat(events).filteredOn(e -> e instanceof RunEvent.Artifact).hasSize(6);
        try (var model = ModelFiles.open(home("run").resolve("artifacts/model"))) {
            assertThat(model.config().layers()).isEqualTo(3);
            assertThat(model.config().tied()).isTrue();
            assertThat(model.float32("model.norm.weight").remaining()).isEqualTo(4 * 16);
            assertThat(model.tokenizer()).isPresent();
        }
        var result = (RunEvent.Result) events.getLast();
        assertThat(result.summary()).containsEntry("train/steps", (double) STEPS);
    }

    @Test
    void aRoutedRunCanBeEvaluatedFromItsFiles() {
        publish("base", spec(DENSE));
        String model = home("base").resolve("artifacts/model").toString();
        for (String[] lora : new String[][] {{}, {"lora.rank=2", "lora.targets=[q, down]"}}) {
            var sets = new ArrayList<>(List.of("model={from: " + model + "}"));
            sets.addAll(List.of(lora));
            // a strong loss, so that the routers learn to skip within a few steps
            sets.addAll(
                    List.of(
                            "method.alpha={max: 5, schedule: constant}",
                            "train.steps=20",
                            "train.optimizer.lr=0.1"));
            sets.add(TASK);
            var spec = spec(DLLM, sets.toArray(String[]::new));
            var events = new ArrayList<RunEvent>();
            Path home = home("routed" + lora.length);
            try (var execution =
                    RunExecution.open(spec, new Workspace(home, folder, FROZEN, events::add))) {
                execution.train(Long.MAX_VALUE);
                execution.measure(spec.evaluate().getFirst());
                execution.publish();
            }
            var task = spec.evaluate().getFirst();
            try (var published = PublishedRun.open(home.resolve("artifacts"), folder)) {
                var examples = Examples.of(task.set(), folder, task.split());
                var again =
                        values(task, published.evaluatedModel(), examples, home.resolve("again"));
                var recorded = ((RunEvent.Result) events.getLast()).summary();
                assertThat(again.get("perplexity")).isEqualTo(recorded.get("t/perplexity"));
                assertThat(again.get("executed_rate"))
                        .isEqualTo(recorded.get("t/executed_rate"))
                        .isLessThan(1.0);
            }
        }
    }

    @Test
    void aRunWithoutItsTrainedWeightsDoesNotOpen() throws IOException {
        publish("routed", spec(DLLM));
        Path artifacts = home("routed").resolve("artifacts");
        Files.delete(artifacts.resolve(Publication.TRAINED));
        assertThatThrownBy(() -> PublishedRun.open(artifacts, folder))
                .hasMessageContaining(Publication.TRAINED)
                .hasMessageContaining("no such file");
    }

    @Test
    void aRunDoesNotOpenOnAnotherBaseThanItStartedFrom() throws IOException {
        publish("base", spec(DENSE));
        publish("other", spec(DENSE, "seed=1"));
        Path model = home("base").resolve("artifacts/model");
        publish("tuned", spec(DENSE, "model={from: " + model + "}", "lora.targets=[q]"));
        Path artifacts = home("tuned").resolve("artifacts");
        PublishedRun.open(artifacts, folder).close();
        Files.copy(
                home("other").resolve("artifacts/model/model.safetensors"),
                model.resolve("model.safetensors"),
                StandardCopyOption.REPLACE_EXISTING);
        assertThatThrownBy(() -> PublishedRun.open(artifacts, folder))
                .hasMessageContaining(
                        "the run started from another base: model.safetensors, expected ");
    }

    private void publish(String name, ExperimentSpec spec) {
        try (var execution =
                RunExecution.open(spec, new Workspace(home(name), folder, FROZEN, _ -> {}))) {
            execution.train(Long.MAX_VALUE);
            execution.publish();
        }
    }

    private static Map<String, Double> values(
            TaskSpec task, EvaluatedModel model, List<Example> examples, Path again) {
        var place = new Evaluation.Place(again, "again", 0);
        try (var evaluation = new Evaluation(task, model, examples.stream(), place, _ -> {})) {
            return evaluation.finish().results().stream()
                    .collect(Collectors.toMap(Result::metric, Result::value));
        }
    }

    @Test
    void nonFiniteMetricsAreInTheResult() throws IOException {
        var spec = spec(DENSE, "train.steps=0", "data=[]", TASK);
        var events = new ArrayList<RunEvent>();
        try (var execution =
                RunExecution.open(spec, new Workspace(home("run"), folder, FROZEN, events::add))) {
            execution.train(Long.MAX_VALUE);
            execution.measure(spec.evaluate().getFirst());
            Path file = home("run").resolve("evaluation/t.json");
            Files.writeString(file, "{\"t/a\":\"NaN\",\"t/b\":\"Infinity\",\"t/c\":0.5}");
            execution.publish();
        }
        var summary = new TreeMap<>(((RunEvent.Result) events.getLast()).summary());
        summary.keySet().removeIf(key -> key.startsWith("time/"));
        assertThat(summary)
                .isEqualTo(Map.of("t/a", Double.NaN, "t/b", Double.POSITIVE_INFINITY, "t/c", 0.5));
    }

    @Test
    void aRunWithStepsLeftIsNotPublished() {
        try (var execution =
                RunExecution.open(
                        spec(DENSE), new Workspace(home("run"), folder, FROZEN, _ -> {}))) {
            execution.train(2);
            assertThatThrownBy(execution::publish)
                    .hasMessageContaining("all %d steps".formatted(STEPS))
                    .hasMessageContaining("step 2");
        }
    }
}
