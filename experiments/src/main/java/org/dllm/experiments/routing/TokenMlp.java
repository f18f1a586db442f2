package org.dllm.experiments.routing;

/**
 * D-LLM's router: Linear(D→hidden) → RMSNorm → SiLU → Linear(hidden→2) on the raw residual stream;
 * output 0 = skip, 1 = execute; last bias starts at [0.1, 2.0].
 *
 * @param hidden width of the hidden layer (512 in the paper)
 */
public record TokenMlp(int hidden) implements RouterSpec {}
