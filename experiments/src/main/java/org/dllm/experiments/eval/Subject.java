package org.dllm.experiments.eval;

import org.dllm.experiments.model.Decoder;
import org.dllm.experiments.model.tokenizer.Tokenizer;
import org.dllm.experiments.routing.Gate;

/**
 * What is evaluated: a model that can skip, who decides, and what its computing costs.
 *
 * @param gate is asked with an example's index as the sequence
 */
public record Subject(Decoder decoder, Gate gate, Tokenizer tokenizer, FlopsModel costs) {}
