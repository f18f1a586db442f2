package org.dllm.experiments.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.dllm.experiments.experiment.RunEvent.LayerActivity;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingActivityTests {

    private static final String EVERY_TWO = "train.activityEvery=2";
    private static final String NEVER = "train.activityEvery=0";

    @TempDir private Path home;

    @Test
    void activityIsCountedBeforeTrainingAndEveryFewSteps() throws IOException {
        List<LayerActivity> counted = activity(train("counted", TinyRun.DLLM, 6, EVERY_TWO));
        assertThat(counted).extracting(LayerActivity::trainingStep).containsOnly(0L, 2L, 4L, 6L);
        assertThat(counted).extracting(LayerActivity::task).containsOnly("t");
        assertThat(counted).extracting(LayerActivity::layer).containsOnly(0, 1, 2);
        for (long step : List.of(0L, 2L, 4L, 6L)) {
            assertThat(counted)
                    .filteredOn(one -> Objects.equals(one.trainingStep(), step))
                    .filteredOn(one -> one.axis().equals("family") && !one.forced())
                    .isNotEmpty()
                    .allSatisfy(one -> {
                        assertThat(one.layer()).isPositive();
                        assertThat(one.executed()).isBetween(0L, one.total());
                    });
        }
    }

    @Test
    void trainingDoesNotDependOnCounting() throws IOException {
        List<RunEvent> with = train("with", TinyRun.DLLM, 6, EVERY_TWO);
        List<RunEvent> without = train("without", TinyRun.DLLM, 6, NEVER);
        assertThat(activity(without)).isEmpty();
        assertThat(TinyRun.metrics(with)).isEqualTo(TinyRun.metrics(without));
    }

    @Test
    void theLastCountsAreThoseOfTheEvaluationOfTheSameTexts() throws IOException {
        var events = new ArrayList<RunEvent>();
        ExperimentSpec spec = TinyRun.spec(TinyRun.DLLM, TinyRun.TASK, EVERY_TWO);
        try (var run = RunExecution.open(spec, workspace("evaluated", events))) {
            run.train(TinyRun.STEPS);
            run.measure(spec.evaluate().getFirst());
        }
        List<LayerActivity> all = activity(events);
        assertThat(counts(all, 6L)).isNotEmpty().isEqualTo(counts(all, null));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void aResumedRunCountsTheSame(int stop) throws IOException {
        List<LayerActivity> whole = activity(train("whole", TinyRun.DLLM, 6, EVERY_TWO));
        var attempts = new ArrayList<>(activity(train("killed", TinyRun.DLLM, stop, EVERY_TWO)));
        attempts.addAll(activity(train("killed", TinyRun.DLLM, 6, EVERY_TWO)));
        assertThat(attempts).isEqualTo(whole);
    }

    @Test
    void withoutTheFieldActivityIsCountedWithCheckpoints() throws IOException {
        List<RunEvent> events = train("absent", TinyRun.DLLM, 6, "train.checkpointEvery=3");
        assertThat(activity(events))
                .extracting(LayerActivity::trainingStep)
                .containsOnly(0L, 3L, 6L);
        ExperimentSpec spec = TinyRun.spec(TinyRun.DLLM, TinyRun.TASK);
        assertThat(SpecJson.canonical(spec)).doesNotContain("activityEvery");
    }

    @ParameterizedTest
    @ValueSource(strings = {TinyRun.DENSE, TinyRun.RANDOM})
    void nothingIsCountedIfNoRouterDecides(String method) throws IOException {
        assertThat(activity(train("fixed", method, 6, EVERY_TWO))).isEmpty();
    }

    private List<RunEvent> train(String folder, String method, int until, String set)
            throws IOException {
        var events = new ArrayList<RunEvent>();
        ExperimentSpec spec = TinyRun.spec(method, TinyRun.TASK, set);
        try (var run = RunExecution.open(spec, workspace(folder, events))) {
            run.train(until);
            run.checkpoint();
        }
        return events;
    }

    private Workspace workspace(String folder, List<RunEvent> events) throws IOException {
        Path of = Files.createDirectories(home.resolve(folder));
        return new Workspace(of, home, TinyRun.FROZEN, events::add);
    }

    private static List<LayerActivity> activity(List<RunEvent> events) {
        return events.stream()
                .filter(LayerActivity.class::isInstance)
                .map(LayerActivity.class::cast)
                .toList();
    }

    private static List<String> counts(List<LayerActivity> all, @Nullable Long step) {
        return all.stream()
                .filter(one -> Objects.equals(one.trainingStep(), step))
                .map(one ->
                        "%d %s %s %s %d/%d"
                                .formatted(
                                        one.layer(),
                                        one.axis(),
                                        one.bucket(),
                                        one.forced(),
                                        one.executed(),
                                        one.total()))
                .toList();
    }
}
