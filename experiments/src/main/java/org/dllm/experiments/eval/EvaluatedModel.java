package org.dllm.experiments.eval;

import org.dllm.experiments.method.Forced;
import org.dllm.experiments.model.Decoder;
import org.dllm.experiments.model.tokenizer.Tokenizer;
import org.dllm.experiments.routing.Gate;

/**
 * The evaluated model: a model that can skip layers, the gate that decides, and the cost model.
 *
 * @param gate decides; its sequence argument is the example's index
 * @param forced the forced decisions; the gate's result alone does not distinguish them from random
 *     ones
 */
public record EvaluatedModel(
        Decoder decoder, Gate gate, Forced forced, Tokenizer tokenizer, FlopsModel costs) {}
