package org.dllm.experiments.model;

import org.jspecify.annotations.Nullable;

/**
 * Rotary position embedding (Su et al., RoFormer, 2021). Pairs are (i, i + headWidth / 2), as in
 * Hugging Face's weights.
 *
 * @param base base of the geometric series of wavelengths ({@code rope_theta})
 * @param scaling stretches long wavelengths, for Llama 3.1 and later
 */
public record Rope(double base, @Nullable Llama3Scaling scaling) {

    public Rope {
        if (!(base > 0 && base < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "Rope.base must be positive and finite, but was " + base);
        }
    }

    /**
     * Scaling introduced by Llama 3.1; fields correspond to {@code rope_scaling} in {@code
     * config.json}.
     */
    public record Llama3Scaling(
            double factor,
            double lowFrequencyFactor,
            double highFrequencyFactor,
            int originalContext) {

        public Llama3Scaling {
            if (!(factor >= 1 && factor < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "Llama3Scaling.factor must be at least 1, but was " + factor);
            }
            if (!(lowFrequencyFactor > 0 && highFrequencyFactor > lowFrequencyFactor)) {
                throw new IllegalArgumentException(
                        "Llama3Scaling needs 0 < lowFrequencyFactor < highFrequencyFactor, but they were %s and %s"
                                .formatted(lowFrequencyFactor, highFrequencyFactor));
            }
            if (originalContext < 1) {
                throw new IllegalArgumentException(
                        "Llama3Scaling.originalContext must be positive, but was "
                                + originalContext);
            }
        }
    }

    /**
     * Angle per position of each rotated pair, length {@code headWidth / 2}: {@code base^(-2i /
     * headWidth)}, scaled if {@code scaling} is present.
     */
    public double[] frequencies(int headWidth) {
        var frequencies = new double[headWidth / 2];
        for (int i = 0; i < frequencies.length; i++) {
            double plain = Math.pow(base, -2.0 * i / headWidth);
            frequencies[i] = scaling == null ? plain : scaled(plain, scaling);
        }
        return frequencies;
    }

    private static double scaled(double frequency, Llama3Scaling scaling) {
        double turns = scaling.originalContext() * frequency / (2 * Math.PI);
        if (turns < scaling.lowFrequencyFactor()) {
            return frequency / scaling.factor();
        }
        if (turns > scaling.highFrequencyFactor()) {
            return frequency;
        }
        double smooth =
                (turns - scaling.lowFrequencyFactor())
                        / (scaling.highFrequencyFactor() - scaling.lowFrequencyFactor());
        return (1 - smooth) * frequency / scaling.factor() + smooth * frequency;
    }
}
