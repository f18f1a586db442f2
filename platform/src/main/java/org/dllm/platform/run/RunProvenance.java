package org.dllm.platform.run;

import org.jspecify.annotations.Nullable;

/**
 * What a run was asked to compute and the conditions under which it ran.
 *
 * @param spec canonical JSON
 * @param document the text as it was submitted
 * @param manifest canonical JSON; absent until the run has opened its model and data
 */
public record RunProvenance(
        String spec,
        String specSha256,
        String document,
        @Nullable String manifest,
        @Nullable String manifestSha256) {}
