package org.dllm.platform.activity;

/**
 * A heat map of a run.
 *
 * @param axis what its columns mean: {@code family}, {@code position}, …
 * @param buckets number of columns
 */
public record ActivityAxis(String task, String axis, int layers, int buckets) {}
