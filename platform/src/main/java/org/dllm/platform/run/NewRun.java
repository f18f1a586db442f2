package org.dllm.platform.run;

import org.jspecify.annotations.Nullable;

/**
 * A run to be submitted.
 *
 * @param experiment its name; created if there is none
 * @param priority larger is sooner
 * @param spec canonical JSON
 * @param waitsFor the run whose result it needs; absent when it may start
 */
public record NewRun(
        String experiment,
        String name,
        String method,
        long seed,
        int priority,
        String device,
        long totalSteps,
        String spec,
        String specSha256,
        String document,
        @Nullable RunId waitsFor,
        @Nullable RunId rerunOf) {}
