package org.dllm.experiments.model;

import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;

/**
 * Chooses the next token from logits.
 *
 * @param temperature divides the logits; 0 chooses the most likely token
 * @param topP nucleus sampling: draws from the fewest most likely tokens whose total probability
 *     reaches this value; 1 draws from all tokens
 * @param uniform returns numbers in (0, 1), from a named stream of the run
 */
public record Sampling(double temperature, double topP, DoubleSupplier uniform) {

    /** Always chooses the most likely token. */
    public static final Sampling GREEDY = new Sampling(0, 1, () -> 0.5);

    public Sampling {
        if (!(temperature >= 0 && temperature < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "temperature must be finite and not negative, but was " + temperature);
        }
        if (!(topP > 0 && topP <= 1)) {
            throw new IllegalArgumentException("topP must be in (0, 1], but was " + topP);
        }
    }

    boolean greedy() {
        return temperature == 0;
    }

    /** Draws a token from the logits {@code [from, from + vocabulary)}. */
    int draw(float[] logits, int from, int vocabulary) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < vocabulary; i++) {
            largest = Math.max(largest, logits[from + i]);
        }
        var weights = new double[vocabulary];
        double sum = 0;
        for (int i = 0; i < vocabulary; i++) {
            weights[i] = Math.exp((logits[from + i] - largest) / temperature);
            sum += weights[i];
        }
        int[] order = order(weights);
        double kept = topP < 1 ? nucleus(weights, order, topP * sum) : sum;
        double rest = uniform.getAsDouble() * kept;
        for (int token : order) {
            rest -= weights[token];
            if (rest < 0) {
                return token;
            }
        }
        return order[0];
    }

    private int[] order(double[] weights) {
        IntStream tokens = IntStream.range(0, weights.length);
        if (topP == 1) {
            return tokens.toArray();
        }
        return tokens.boxed()
                .sorted((a, b) -> Double.compare(weights[b], weights[a]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** Total weight of the fewest most likely tokens that reach {@code enough}. */
    private static double nucleus(double[] weights, int[] order, double enough) {
        double kept = 0;
        for (int token : order) {
            kept += weights[token];
            if (kept >= enough) {
                break;
            }
        }
        return kept;
    }
}
