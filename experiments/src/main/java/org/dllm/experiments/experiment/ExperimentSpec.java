package org.dllm.experiments.experiment;

import java.util.List;
import java.util.Optional;
import org.dllm.experiments.data.DataShare;
import org.dllm.experiments.eval.EvaluationSpec;
import org.dllm.experiments.lora.LoraSpec;
import org.dllm.experiments.method.Dense;
import org.dllm.experiments.method.Dllm;
import org.dllm.experiments.method.MethodSpec;
import org.dllm.experiments.method.RandomSkip;
import org.dllm.experiments.method.StaticLayers;
import org.dllm.experiments.model.ModelSpec;
import org.dllm.experiments.spec.Default;
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
        String name,
        ModelSpec model,
        MethodSpec method,
        @Nullable LoraSpec lora,
        @Default("[]") List<DataShare> data,
        @Default("{steps: 0}") TrainSpec train,
        @Default("[]") List<EvaluationSpec> evaluate,
        @Default("0") long seed,
        @Default("{}") ResourceSpec resources,
        @Nullable BudgetSpec budget) {
    public ExperimentSpec {
        data = List.copyOf(data);
        evaluate = List.copyOf(evaluate);
        if (train.steps() > 0 && data.isEmpty()) {
            throw new IllegalArgumentException(
                    "data to train on, since train.steps is " + train.steps());
        }
        if (evaluate.stream().map(EvaluationSpec::task).distinct().count() < evaluate.size()) {
            throw new IllegalArgumentException("evaluate.task to name each task once");
        }
    }

    /** The sibling variant whose measured rate the method takes, if it takes one. */
    public Optional<String> rateOf() {
        return switch (method) {
            case RandomSkip random -> Optional.ofNullable(random.rateOf());
            case StaticLayers layers -> Optional.ofNullable(layers.rateOf());
            case Dense _, Dllm _ -> Optional.empty();
        };
    }

    /**
     * The same spec with the rate that {@link #rateOf} stands for.
     *
     * @param rate share of layers executed per token, in (0, 1]
     */
    public ExperimentSpec withMeasuredRate(double rate) {
        MethodSpec measured =
                switch (method) {
                    case RandomSkip random ->
                            new RandomSkip(rate, null, random.keep(), random.evict());
                    case StaticLayers _ -> new StaticLayers(null, rate, null);
                    case Dense _, Dllm _ -> method;
                };
        return new ExperimentSpec(
                name, model, measured, lora, data, train, evaluate, seed, resources, budget);
    }
}
