package org.dllm.experiments.method;

/**
 * Loss that moves routers towards an executed rate: α times the mean distance of the tokens' rates
 * from the target (D-LLM, equations 12 and 14).
 *
 * @param target executed rate in (0, 1]
 * @param alpha weight of the term in the loss
 */
public record RateLoss(double target, AlphaSpec alpha) {}
