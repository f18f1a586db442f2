package org.dllm.experiments.eval;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.dllm.experiments.spec.AllowedValues;

/** The costs. Every task measures them, so each may be the primary metric of a task. */
@AllowedValues({
    "executed_rate",
    "flops_ratio/layers",
    "flops_ratio/all",
    "flops_ratio/paper",
    "flops_per_token",
    "kv_entries",
    "kv_bytes",
    "kv_ratio"
})
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface CostMetrics {}
