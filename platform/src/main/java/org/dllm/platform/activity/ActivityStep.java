package org.dllm.platform.activity;

import org.jspecify.annotations.Nullable;

/**
 * When the counts of a task's heat maps were taken.
 *
 * @param step number of trained steps; null for the evaluation, which follows the training
 */
public record ActivityStep(String task, @Nullable Long step) {}
