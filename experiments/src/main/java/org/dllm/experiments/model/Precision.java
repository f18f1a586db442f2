package org.dllm.experiments.model;

/** Type of the base weights; activations and whatever trains are always float32. */
public enum Precision {
    FP32,
    BF16;

    /** The one of a spec's name. */
    public static Precision of(String name) {
        return switch (name) {
            case "fp32" -> FP32;
            case "bf16" -> BF16;
            default ->
                    throw new IllegalArgumentException(
                            "precision must be fp32 or bf16, but was " + name);
        };
    }

    /** As specs write it. */
    public String label() {
        return switch (this) {
            case FP32 -> "fp32";
            case BF16 -> "bf16";
        };
    }
}
