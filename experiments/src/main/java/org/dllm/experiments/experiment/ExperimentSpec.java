package org.dllm.experiments.experiment;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.dllm.experiments.data.DataShare;
import org.dllm.experiments.eval.TaskSpec;
import org.dllm.experiments.lora.LoraSpec;
import org.dllm.experiments.method.MethodSpec;
import org.dllm.experiments.model.ModelSpec;
import org.dllm.experiments.spec.Default;
import org.dllm.experiments.spec.Range;
import org.dllm.experiments.spec.TextFormat;
import org.dllm.experiments.train.TrainSpec;
import org.jspecify.annotations.Nullable;

/**
 * Everything that decides the result of one run, after defaults; two runs of equal specs are equal
 * bit for bit on the same kind of machine.
 *
 * @param name what a person calls it; also the name of the experiment that holds the run
 * @param lora absent: every weight of the model trains
 * @param evaluate one task each; a task is one partition of the evaluation step
 * @param budget absent: {@code train.steps} alone decides the length
 */
public record ExperimentSpec(
        // It stands in addresses and names a folder.
        @TextFormat(
                        value = "(?!\\.{1,2}$)[^/\\\\;%\\x00-\\x1f\\x7f]{1,100}",
                        description =
                                "a text of 1 to 100 characters, no slash, backslash, semicolon or"
                                        + " percent sign among them")
                String name,
        ModelSpec model,
        MethodSpec method,
        @Nullable LoraSpec lora,
        @Default("[]") List<DataShare> data,
        @Default("{steps: 0}") TrainSpec train,
        @Default("[]") List<TaskSpec> evaluate,
        @Default("0") @Range(min = -Range.EXACT, max = Range.EXACT) long seed,
        @Default("{}") ResourceSpec resources,
        @Nullable BudgetSpec budget) {

    public ExperimentSpec {
        data = List.copyOf(data);
        evaluate = List.copyOf(evaluate);
        List<String> broken = constraints(train, lora, method, data, evaluate).violations();
        if (!broken.isEmpty()) {
            throw new IllegalArgumentException(broken.getFirst());
        }
    }

    private static SpecConstraints constraints(
            TrainSpec train,
            @Nullable LoraSpec lora,
            MethodSpec method,
            List<DataShare> data,
            List<TaskSpec> evaluate) {
        return new SpecConstraints(
                train.steps(),
                !data.isEmpty(),
                lora == null
                        || !lora.targets().isEmpty()
                        || MethodSpec.hasRouters(method.getClass()),
                data.stream()
                        .map(share ->
                                new SpecConstraints.SplitUse(
                                        "", share.set().label(), share.split()))
                        .toList(),
                evaluate.stream()
                        .map(task ->
                                new SpecConstraints.SplitUse(
                                        task.task(), task.set().label(), task.split()))
                        .toList(),
                evaluate.stream().map(TaskSpec::task).toList());
    }

    /**
     * The metric of the {@linkplain MethodSpec#sibling sibling} whose rate the method takes, on the
     * first task evaluated.
     */
    String rateKey() {
        if (evaluate.isEmpty()) {
            throw new IllegalArgumentException(
                    "%s takes the rate that %s runs at in evaluation, but evaluates no task"
                            .formatted(name, method.sibling().orElse("no other run")));
        }
        return evaluate.getFirst().task() + "/" + method.rateMetric();
    }

    /**
     * The same spec at the rate that the method's sibling ran at.
     *
     * @param summary what the sibling measured
     * @throws IllegalArgumentException the rate is not among it
     */
    public ExperimentSpec withMeasuredRate(Map<String, Double> summary) {
        Double rate = summary.get(rateKey());
        if (rate == null) {
            throw new IllegalArgumentException(
                    "%s takes %s of %s, which has measured none"
                            .formatted(name, rateKey(), method.sibling().orElse("no other run")));
        }
        return new ExperimentSpec(
                name,
                model,
                method.atRate(rate),
                lora,
                data,
                train,
                evaluate,
                seed,
                resources,
                budget);
    }

    /** Whether results of both say something of their methods: one model, data and questions. */
    public boolean compares(ExperimentSpec other) {
        return model.equals(other.model)
                && data.equals(other.data)
                && evaluate.equals(other.evaluate);
    }

    /** Whether both train the same weights in the same way, whatever the method. */
    public boolean trainsLike(ExperimentSpec other) {
        return Objects.equals(lora, other.lora) && train.equals(other.train);
    }

    /**
     * Whether a step and a question are the same work as the other's, however many there are: what
     * the one took says what the other will.
     */
    public boolean worksLike(ExperimentSpec other) {
        return model.equals(other.model)
                && method.label().equals(other.method.label())
                && Objects.equals(lora, other.lora)
                && data.equals(other.data)
                && train.batch() == other.train.batch()
                && train.accumulate() == other.train.accumulate()
                && (train.steps() == 0) == (other.train.steps() == 0)
                && resources.equals(other.resources)
                && unlimited(evaluate).equals(unlimited(other.evaluate));
    }

    private static List<TaskSpec> unlimited(List<TaskSpec> tasks) {
        return tasks.stream().map(TaskSpec::unlimited).toList();
    }
}
