package org.dllm.experiments.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;
import static org.dllm.experiments.experiment.TinyRun.DLLM;
import static org.dllm.experiments.experiment.TinyRun.FROZEN;
import static org.dllm.experiments.experiment.TinyRun.TASK;
import static org.dllm.experiments.experiment.TinyRun.spec;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.dllm.experiments.data.Examples;
import org.dllm.experiments.eval.Evaluation;
import org.dllm.experiments.eval.Result;
import org.dllm.experiments.eval.TaskSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens that skip a layer get a low-rank function of themselves. */
class SkipPathTests {

    private static final String ADAPTER = "method.skipPath={type: Adapter, rank: 2}";
    private static final int WIDTH = 16;
    private static final int LAYERS = 3;

    @TempDir private Path folder;

    @Test
    void aFreshAdapterIsTheIdentityAndItsCostIsCounted() {
        String[] untrained = {TASK, "train.steps=0", "data=[]", "method.threshold=0.999"};
        Map<String, Double> identity = results(spec(DLLM, untrained), "identity");
        var with = new ArrayList<>(List.of(untrained));
        with.add(ADAPTER);
        Map<String, Double> adapter = results(spec(DLLM, with.toArray(String[]::new)), "adapter");
        for (String metric : List.of("executed_rate", "perplexity", "flops_ratio/layers")) {
            assertThat(adapter.get("t/" + metric)).isEqualTo(identity.get("t/" + metric));
        }
        // every token that skips has asked
        double skipped = LAYERS * (1 - value(identity, "t/executed_rate"));
        assertThat(skipped).isPositive();
        assertThat(value(adapter, "t/flops_per_token") - value(identity, "t/flops_per_token"))
                .isCloseTo(4 * WIDTH * 2 * skipped, offset(1e-6));
    }

    @Test
    void aTrainedAdapterIsPublished() {
        // a strong loss, so that the routers learn to skip within a few steps
        var spec =
                spec(
                        DLLM,
                        TASK,
                        ADAPTER,
                        "lora.rank=2",
                        "method.alpha={max: 5, schedule: constant}",
                        "train.steps=20",
                        "train.optimizer.lr=0.1");
        Map<String, Double> results = results(spec, "run");
        assertThat(results.get("t/executed_rate")).isLessThan(1);
        TaskSpec task = spec.evaluate().getFirst();
        try (var published = PublishedRun.open(folder.resolve("run/artifacts"), folder);
                var evaluation =
                        new Evaluation(
                                task,
                                published.evaluatedModel(),
                                Examples.of(task.set(), folder, task.split()).stream(),
                                new Evaluation.Place(folder.resolve("again"), "again", 0),
                                _ -> {})) {
            Map<String, Double> again =
                    evaluation.finish().results().stream()
                            .collect(Collectors.toMap(Result::metric, Result::value));
            for (String metric : List.of("executed_rate", "perplexity", "flops_per_token")) {
                assertThat(again.get(metric)).isEqualTo(results.get("t/" + metric));
            }
        }
    }

    @Test
    void theIdentityKeepsTheTextOfASpec() {
        assertThat(spec(DLLM, "method.skipPath=Identity")).isEqualTo(spec(DLLM));
        assertThat(SpecJson.canonical(spec(DLLM))).doesNotContain("skipPath");
    }

    private static double value(Map<String, Double> results, String metric) {
        return results.getOrDefault(metric, Double.NaN);
    }

    private Map<String, Double> results(ExperimentSpec spec, String home) {
        var events = new ArrayList<RunEvent>();
        var workspace = new Workspace(folder.resolve(home), folder, FROZEN, events::add);
        try (var execution = RunExecution.open(spec, workspace)) {
            execution.train(Long.MAX_VALUE);
            execution.checkpoint();
            spec.evaluations().forEach(execution::measure);
            execution.publish();
        }
        return ((RunEvent.Result) events.getLast()).summary();
    }
}
