package org.dllm.platform.activity;

/**
 * How often a layer was executed.
 *
 * @param total how often it could have been
 */
public record Executions(long executed, long total) {}
