package org.dllm.experiments.data;

import org.dllm.experiments.spec.Default;

/**
 * GSM8K (Cobbe et al. 2021): school arithmetic in words, with chains; {@code marks} keeps the
 * calculator marks.
 */
public record Gsm8k(@Default("true") boolean marks) implements DatasetSpec {}
