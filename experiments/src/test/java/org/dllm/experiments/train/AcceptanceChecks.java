package org.dllm.experiments.train;

/**
 * Properties of a correct D-LLM implementation for every model: checks (a) to (g), which cover
 * differences between the paper and its published code. Each tested model has a class.
 */
interface AcceptanceChecks extends RouterChecks, DecodingChecks, MaskChecks, CostChecks {}
