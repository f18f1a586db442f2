package org.dllm.experiments.model;

/** Type of the base weights; activations and whatever trains are always float32. */
public enum Precision {
    FP32,
    BF16;

    /** As specs write it. */
    public static Precision of(String name) {
        return switch (name) {
            case "fp32" -> FP32;
            case "bf16" -> BF16;
            default ->
                    throw new IllegalArgumentException(
                            "precision must be fp32 or bf16, but was " + name);
        };
    }
}
