package org.dllm.experiments.model;

import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;

/**
 * How the next token is taken from the logits.
 *
 * @param temperature 0 takes the likeliest
 * @param topP draws among the likeliest tokens that together have this probability; 1 among all
 * @param uniform draws from (0, 1): a named stream of the run
 */
public record Sampling(double temperature, double topP, DoubleSupplier uniform) {

    /** Always the likeliest token. */
    public static final Sampling GREEDY = new Sampling(0, 1, () -> 0.5);

    public Sampling {
        if (!(temperature >= 0 && temperature < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "temperature must be finite and not negative, but was " + temperature);
        }
        if (!(topP > 0 && topP <= 1)) {
            throw new IllegalArgumentException("topP must lie in (0, 1], but was " + topP);
        }
    }

    boolean greedy() {
        return temperature == 0;
    }

    /** Draws one of the tokens whose logits lie from {@code from} on. */
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

    /** Weight of the fewest likeliest tokens that together reach {@code enough}. */
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
