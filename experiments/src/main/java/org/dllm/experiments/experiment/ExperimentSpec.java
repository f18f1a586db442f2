package org.dllm.experiments.experiment;

import java.util.List;
import org.dllm.experiments.data.DataShare;
import org.dllm.experiments.eval.EvaluationSpec;
import org.dllm.experiments.lora.LoraSpec;
import org.dllm.experiments.method.MethodSpec;
import org.dllm.experiments.model.ModelSpec;
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
        List<DataShare> data,
        TrainSpec train,
        List<EvaluationSpec> evaluate,
        long seed,
        ResourceSpec resources,
        @Nullable BudgetSpec budget) {
    public ExperimentSpec {
        data = List.copyOf(data);
        evaluate = List.copyOf(evaluate);
    }
}
