package org.dllm.platform.activity;

/**
 * One cell of a heat map.
 *
 * @param bucket the first one of those that were put together
 * @param column from 0: its place among the columns
 * @param forced whether the executions were no choice of the router
 */
public record ActivityCell(
        int layer, String bucket, int column, long executed, long total, boolean forced) {}
