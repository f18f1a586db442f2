package org.dllm.experiments.method;

/**
 * What draws routers towards a share of executed layers: α times the mean distance of the tokens'
 * shares from the target (D-LLM, equations 12 and 14).
 *
 * @param target the share aimed at
 * @param alpha its weight in the loss
 */
public record RateLoss(double target, AlphaSpec alpha) {}
