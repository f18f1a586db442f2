package org.dllm.platform.table;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The paired sign-flip test: if two systems do not differ, each example's difference could have had
 * the other sign. The two-sided p-value is the share of all assignments of signs whose sum is at
 * least as far from 0 as the observed one.
 *
 * <p>For shares of correct answers of one seed it is McNemar's exact test.
 */
final class PairedTest {

    private static final int MOST_ENUMERATED = 16;
    private static final int MOST_DRAWN = 1000;
    private static final int DRAWS = 10_000;

    /** Sums that differ by rounding only count as equal. */
    private static final double ROUNDING = 1e-9;

    private PairedTest() {}

    /**
     * The p-value: exact for differences of equal size and for up to 16 differences, from 10,000
     * fixed draws for up to 1,000, and from the normal approximation beyond.
     *
     * @param differences one per example
     */
    static double p(double[] differences) {
        double[] changed = Arrays.stream(differences).filter(one -> one != 0).toArray();
        if (changed.length == 0) {
            return 1;
        }
        double observed = Math.abs(Arrays.stream(changed).sum());
        double size = Math.abs(changed[0]);
        if (Arrays.stream(changed).allMatch(one -> Math.abs(Math.abs(one) - size) < ROUNDING)) {
            long positive = Arrays.stream(changed).filter(one -> one > 0).count();
            return binomial(changed.length, Math.min(positive, changed.length - positive));
        }
        double least = observed * (1 - ROUNDING);
        if (changed.length <= MOST_ENUMERATED) {
            return enumerated(changed, least);
        }
        if (changed.length <= MOST_DRAWN) {
            return drawn(changed, least);
        }
        double variance = Arrays.stream(changed).map(one -> one * one).sum();
        return erfc(observed / Math.sqrt(2 * variance));
    }

    /** Twice the probability of at most {@code few} heads in {@code n} throws of a coin. */
    private static double binomial(int n, long few) {
        double logChoices = 0;
        double tail = 0;
        for (int i = 0; i <= few; i++) {
            tail += Math.exp(logChoices - n * Math.log(2));
            logChoices += Math.log(n - i) - Math.log(i + 1);
        }
        return Math.min(1, 2 * tail);
    }

    private static double enumerated(double[] changed, double least) {
        long all = 1L << changed.length;
        long extreme = 0;
        for (long signs = 0; signs < all; signs++) {
            extreme += Math.abs(sum(changed, signs, 0)) >= least ? 1 : 0;
        }
        return (double) extreme / all;
    }

    private static double drawn(double[] changed, double least) {
        var random = new SplittableRandom(0);
        int extreme = 0;
        for (int draw = 0; draw < DRAWS; draw++) {
            double sum = 0;
            for (int from = 0; from < changed.length; from += Long.SIZE) {
                sum += sum(changed, random.nextLong(), from);
            }
            extreme += Math.abs(sum) >= least ? 1 : 0;
        }
        return (1.0 + extreme) / (1.0 + DRAWS);
    }

    /** The sum of at most 64 differences from {@code from} on, with the signs of these bits. */
    private static double sum(double[] changed, long signs, int from) {
        double sum = 0;
        int end = Math.min(changed.length, from + Long.SIZE);
        for (int i = from; i < end; i++) {
            sum += (signs >>> (i - from) & 1) == 0 ? changed[i] : -changed[i];
        }
        return sum;
    }

    /**
     * The complementary error function for x ≥ 0, with an absolute error below 1.5e-7 (Abramowitz
     * and Stegun, formula 7.1.26).
     */
    private static double erfc(double x) {
        double t = 1 / (1 + 0.3275911 * x);
        double polynomial =
                t
                        * (0.254829592
                                + t
                                        * (-0.284496736
                                                + t
                                                        * (1.421413741
                                                                + t
                                                                        * (-1.453152027
                                                                                + t
                                                                                        * 1.061405429))));
        return polynomial * Math.exp(-x * x);
    }
}
