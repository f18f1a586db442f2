package org.dllm.experiments.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.dllm.experiments.data.DataShare;
import org.dllm.experiments.eval.ExecutedRate;
import org.dllm.experiments.eval.TaskSpec;
import org.dllm.experiments.lora.LoraSpec;
import org.dllm.experiments.method.MeasuredRate;
import org.dllm.experiments.method.MethodSpec;
import org.dllm.experiments.model.ModelSpec;
import org.dllm.experiments.spec.Default;
import org.dllm.experiments.spec.Range;
import org.dllm.experiments.spec.TextFormat;
import org.dllm.experiments.train.TrainSpec;
import org.jspecify.annotations.Nullable;

/**
 * Everything that decides the result of one run, with defaults filled in. Two runs of equal specs
 * give bit-identical results on the same kind of machine.
 *
 * @param name display name; also the name of the experiment that contains the run
 * @param lora low-rank adaptation; if absent, all weights of the model train
 * @param evaluate the evaluation tasks; each is one partition of the evaluation step
 * @param budget time budget; if absent, {@code train.steps} alone decides the length
 * @param speed measurement of the generation speed; if absent, it is not measured
 */
public record ExperimentSpec(
        // The name is part of URLs and of folder names.
        @TextFormat(
                        value = "(?!\\.{1,2}$)[^/\\\\;%\\x00-\\x1f\\x7f]{1,100}",
                        description =
                                "a text of 1 to 100 characters without slash, backslash, semicolon"
                                        + " or percent sign")
                String name,
        ModelSpec model,
        MethodSpec method,
        @Nullable LoraSpec lora,
        @Default("[]") List<DataShare> data,
        @Default("{steps: 0}") TrainSpec train,
        @Default("[]") List<TaskSpec> evaluate,
        @Default("0") @Range(min = -Range.EXACT, max = Range.EXACT) long seed,
        @Default("{}") ResourceSpec resources,
        @Nullable BudgetSpec budget,
        @Nullable SpeedSpec speed) {

    public ExperimentSpec {
        data = List.copyOf(data);
        evaluate = List.copyOf(evaluate);
        List<String> broken = constraints(train, lora, method, data, evaluate, speed).violations();
        if (!broken.isEmpty()) {
            throw new IllegalArgumentException(broken.getFirst());
        }
    }

    private static SpecConstraints constraints(
            TrainSpec train,
            @Nullable LoraSpec lora,
            MethodSpec method,
            List<DataShare> data,
            List<TaskSpec> evaluate,
            @Nullable SpeedSpec speed) {
        return new SpecConstraints(
                train.steps(),
                !data.isEmpty(),
                lora == null
                        || !lora.targets().isEmpty()
                        || MethodSpec.hasRouters(method.getClass()),
                Stream.concat(
                                data.stream()
                                        .map(share ->
                                                new SpecConstraints.SplitUse(
                                                        SpecConstraints.DATA,
                                                        share.set().label(),
                                                        share.split())),
                                method.calibrationText().stream()
                                        .map(text ->
                                                new SpecConstraints.SplitUse(
                                                        SpecConstraints.calibration(method),
                                                        text.set().label(),
                                                        text.split())))
                        .toList(),
                evaluate.stream()
                        .map(task ->
                                new SpecConstraints.SplitUse(
                                        task.task(), task.set().label(), task.split()))
                        .toList(),
                ThresholdTask.names(
                        evaluate.stream().map(TaskSpec::task).toList(), method.thresholds()),
                speed == null || !evaluate.isEmpty(),
                TrainingConstraints.of(train, lora, method.getClass()));
    }

    /**
     * The metric of the {@linkplain MethodSpec#sibling sibling} whose rate the method uses, on the
     * first evaluated task.
     */
    String rateKey() {
        if (evaluate.isEmpty()) {
            throw new IllegalArgumentException(
                    "%s takes its rate from the evaluation of %s, but evaluates no task; add one to evaluate"
                            .formatted(name, method.sibling().orElse("no other run")));
        }
        return evaluate.getFirst().task() + "/" + method.rateMetric();
    }

    /**
     * The same spec with the rates that the method's sibling measured.
     *
     * @param run name of the sibling's run
     * @param summary metrics of the sibling
     * @throws IllegalArgumentException the rate is missing
     */
    public ExperimentSpec withMeasuredRate(String run, Map<String, Double> summary) {
        double rate = required(rateKey(), run, summary);
        List<Double> layers = method.needsLayerRates() ? layerRates(run, summary) : List.of();
        return new ExperimentSpec(
                name,
                model,
                method.atRate(new MeasuredRate(run, rateKey(), rate, layers)),
                lora,
                data,
                train,
                evaluate,
                seed,
                resources,
                budget,
                speed);
    }

    private List<Double> layerRates(String run, Map<String, Double> summary) {
        String task = evaluate.getFirst().task() + "/";
        var rates = new ArrayList<Double>();
        do {
            rates.add(required(task + ExecutedRate.ofLayer(rates.size()), run, summary));
        } while (summary.containsKey(task + ExecutedRate.ofLayer(rates.size())));
        return rates;
    }

    private double required(String key, String run, Map<String, Double> summary) {
        Double value = summary.get(key);
        if (value == null) {
            throw new IllegalArgumentException(
                    "%s needs %s of %s, but that run has not measured it"
                            .formatted(name, key, run));
        }
        return value;
    }

    /**
     * The partitions of the evaluation: the tasks, then the tasks again at each further threshold
     * of the method.
     */
    public List<TaskSpec> evaluations() {
        return ThresholdTask.all(evaluate, method.thresholds());
    }

    /** Whether the results of both methods are comparable: same model, data and questions. */
    public boolean compares(ExperimentSpec other) {
        return model.equals(other.model)
                && data.equals(other.data)
                && evaluate.equals(other.evaluate);
    }

    /** Whether both train the same weights in the same way, independent of the method. */
    public boolean trainsLike(ExperimentSpec other) {
        return Objects.equals(lora, other.lora) && train.equals(other.train);
    }

    /**
     * Whether a step and a question cost the same in both, so that the duration of one run predicts
     * that of the other.
     */
    public boolean worksLike(ExperimentSpec other) {
        return model.equals(other.model)
                && method.text().equals(other.method.text())
                && Objects.equals(lora, other.lora)
                && data.equals(other.data)
                && train.batch() == other.train.batch()
                && train.accumulate() == other.train.accumulate()
                && Objects.equals(train.order(), other.train.order())
                && Objects.equals(train.distill(), other.train.distill())
                && (train.steps() == 0) == (other.train.steps() == 0)
                && resources.equals(other.resources)
                && Objects.equals(speed, other.speed)
                && unlimited(evaluate).equals(unlimited(other.evaluate));
    }

    private static List<TaskSpec> unlimited(List<TaskSpec> tasks) {
        return tasks.stream().map(TaskSpec::unlimited).toList();
    }
}
