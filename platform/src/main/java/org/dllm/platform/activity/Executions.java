package org.dllm.platform.activity;

/**
 * Executions of a layer.
 *
 * @param total number of tokens that could have executed the layer
 */
public record Executions(long executed, long total) {}
