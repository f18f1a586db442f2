package org.dllm.experiments.data;

/**
 * GSM8K (Cobbe et al. 2021): school arithmetic in words, with chains; {@code marks} keeps the
 * calculator marks.
 */
public record Gsm8k(boolean marks) implements DatasetSpec {}
