package org.dllm.platform.activity;

/**
 * One cell of a heat map: a row of the view {@code activity_cell}, which defines what is counted.
 *
 * @param bucket the first of the buckets that share the column
 * @param column position among the columns, from 0
 * @param free the choices of a router or a coin; the share of the cell and every mean count these
 * @param forced executions that the method prescribes
 */
public record ActivityCell(
        int layer, String bucket, int column, Executions free, Executions forced) {}
