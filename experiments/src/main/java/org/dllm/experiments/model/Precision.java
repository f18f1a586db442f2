package org.dllm.experiments.model;

/** Type of the base weights. Activations and trained weights are always float32. */
public enum Precision {
    FP32,
    BF16;

    /** Parses the name used in specs. */
    public static Precision of(String name) {
        return switch (name) {
            case "fp32" -> FP32;
            case "bf16" -> BF16;
            default ->
                    throw new IllegalArgumentException(
                            "precision must be fp32 or bf16, but was " + name);
        };
    }

    /** The name used in specs. */
    public String label() {
        return switch (this) {
            case FP32 -> "fp32";
            case BF16 -> "bf16";
        };
    }
}
