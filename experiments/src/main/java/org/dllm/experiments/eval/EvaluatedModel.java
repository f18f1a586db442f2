package org.dllm.experiments.eval;

import org.dllm.experiments.method.Forced;
import org.dllm.experiments.model.Decoder;
import org.dllm.experiments.model.tokenizer.Tokenizer;
import org.dllm.experiments.routing.Gate;

/**
 * What is evaluated: a model that can skip, who decides, and what its computing costs.
 *
 * @param gate is asked with an example's index as the sequence
 * @param forced decisions that are no free choice; a gate that says execute may have thrown a coin
 */
public record EvaluatedModel(
        Decoder decoder, Gate gate, Forced forced, Tokenizer tokenizer, FlopsModel costs) {}
