package org.dllm.platform.activity;

/**
 * A heat map that a run has.
 *
 * @param axis what its columns are: {@code family}, {@code position}, …
 * @param buckets columns it has
 */
public record ActivityAxis(String task, String axis, int layers, int buckets) {}
