package org.dllm.platform.activity;

/**
 * One cell of a heat map: a row of the view {@code activity_cell}, which defines what is counted.
 *
 * @param bucket the first of the buckets that share the column
 * @param column position among the columns, from 0
 * @param free decisions of a router or a random control; the share shown and all means use these
 * @param forced executions that are forced by the method
 */
public record ActivityCell(
        int layer, String bucket, int column, Executions free, Executions forced) {}
