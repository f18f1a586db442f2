package org.dllm.experiments.train;

/**
 * What an implementation of D-LLM must hold, whatever the model: the checks (a) to (g) that the
 * differences between the paper and its code ask for. Each model that is tested is a class.
 */
interface AcceptanceChecks extends RouterChecks, DecodingChecks, MaskChecks, CostChecks {}
