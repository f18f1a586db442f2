package org.dllm.platform.experiment;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.dllm.experiments.eval.TaskSpec;
import org.dllm.experiments.experiment.ExperimentSpec;
import org.dllm.experiments.experiment.SpecJson;
import org.dllm.experiments.experiment.ThresholdTask;
import org.dllm.experiments.spec.SpecException;
import org.dllm.platform.metric.Metrics;
import org.dllm.platform.run.Run;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.RunList;
import org.dllm.platform.run.RunMethod;
import org.dllm.platform.run.RunState;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Estimates the duration of runs from the newest finished run of the same work: its training time
 * per step and its evaluation time per question. Without such a run there is no estimate.
 */
@Repository
public class Forecasts {

    private static final int LOOKED_AT = 100;
    private static final double MINUTE = 60;

    private final RunList list;
    private final Metrics metrics;

    Forecasts(RunList list, Metrics metrics) {
        this.list = list;
        this.metrics = metrics;
    }

    /** One estimate for each of {@code specs}, in order. */
    @Transactional(readOnly = true)
    public List<Optional<Forecast>> of(List<ExperimentSpec> specs) {
        var pasts = new Pasts(specs);
        List<Optional<Past>> alike = specs.stream().map(pasts::like).toList();
        Map<RunId, Map<String, Double>> measured =
                metrics.last(alike.stream().flatMap(Optional::stream).map(Past::id).toList());
        var forecasts = new ArrayList<Optional<Forecast>>();
        for (int i = 0; i < specs.size(); i++) {
            ExperimentSpec spec = specs.get(i);
            forecasts.add(
                    alike.get(i)
                            .flatMap(past ->
                                    past.forecast(
                                            spec, measured.getOrDefault(past.id(), Map.of()))));
        }
        return forecasts;
    }

    /**
     * The newest finished runs of the methods. Specs can be large and slow to parse, so a spec is
     * parsed only if its text contains the data of the spec to estimate.
     */
    private final class Pasts {
        private final List<Run> runs;
        private final Map<RunId, String> texts;
        private final Map<RunId, Optional<Past>> parsed = new HashMap<>();
        private final Map<List<?>, List<Run>> byData = new HashMap<>();

        Pasts(List<ExperimentSpec> specs) {
            Set<RunMethod> methods =
                    specs.stream()
                            .map(spec -> RunMethod.of(spec.method()))
                            .collect(Collectors.toSet());
            runs =
                    list.lastEnded(RunState.FINISHED, LOOKED_AT).stream()
                            .filter(run -> run.work() != null && methods.contains(run.method()))
                            .toList();
            texts = list.specs(runs.stream().map(Run::id).toList());
        }

        Optional<Past> like(ExperimentSpec spec) {
            return byData.computeIfAbsent(spec.data(), _ -> withData(spec)).stream()
                    .filter(run -> run.method().equals(RunMethod.of(spec.method())))
                    .flatMap(run -> parsed.computeIfAbsent(run.id(), _ -> parse(run)).stream())
                    .filter(past -> past.like(spec))
                    .findFirst();
        }

        private List<Run> withData(ExperimentSpec spec) {
            JsonNode canonical = JsonMapper.shared().readTree(SpecJson.canonical(spec));
            String data = "\"data\":" + canonical.path("data");
            return runs.stream()
                    .filter(run -> texts.getOrDefault(run.id(), "").contains(data))
                    .toList();
        }

        private Optional<Past> parse(Run run) {
            try {
                ExperimentSpec spec = SpecJson.read(texts.getOrDefault(run.id(), ""));
                return Optional.of(
                        new Past(run, spec, Objects.requireNonNull(run.work()).before()));
            } catch (SpecException | IllegalArgumentException _) {
                // written by an older version
                return Optional.empty();
            }
        }
    }

    private record Past(Run run, ExperimentSpec spec, Duration took) {

        RunId id() {
            return run.id();
        }

        boolean like(ExperimentSpec other) {
            return spec.worksLike(other);
        }

        Optional<Forecast> forecast(ExperimentSpec next, Map<String, Double> measured) {
            double training = measured.getOrDefault("time/train/seconds", 0.0);
            double rest = took.toMillis() / 1000.0 - training;
            double trained = run.summary().getOrDefault("train/steps", 0.0);
            if (trained > 0 && training == 0)
                return Optional.empty(); // measured by an older version
            double seconds = trained > 0 ? training * next.train().steps() / trained : 0;
            if (next.budget() != null)
                seconds = Math.min(seconds, next.budget().minutes() * MINUTE);
            for (int i = 0; i < next.evaluate().size(); i++) {
                TaskSpec task = next.evaluate().get(i);
                double all = seconds(task.task(), measured);
                double asked = all * thresholds(next) / thresholds(spec);
                rest -= all;
                int limit = spec.evaluate().get(i).limit();
                double examples = measured.getOrDefault(task.task() + "/examples", 1.0 * limit);
                if (examples > 0)
                    seconds += asked * expectedExamples(task.limit(), limit, examples) / examples;
            }
            // each attempt loads the model and the data again
            seconds += Math.max(0, rest) / Math.max(1, run.attempt());
            return Optional.of(new Forecast(Duration.ofMillis(Math.round(1000 * seconds)), id()));
        }

        /** The number of thresholds at which a run answers its tasks. */
        private static int thresholds(ExperimentSpec of) {
            return 1 + of.method().thresholds().size();
        }

        /** The time of a task at all thresholds. */
        private double seconds(String task, Map<String, Double> measured) {
            return spec.evaluations().stream()
                    .map(TaskSpec::task)
                    .filter(name -> name.equals(task) || ThresholdTask.isOf(name, task))
                    .mapToDouble(name -> measured.getOrDefault("time/" + name + "/seconds", 0.0))
                    .sum();
        }

        /** If the data set had fewer examples than the limit, it has no more this time either. */
        private static double expectedExamples(int wanted, int wantedThen, double askedThen) {
            return askedThen < wantedThen ? Math.min(wanted, askedThen) : wanted;
        }
    }
}
