package org.dllm.experiments.data;

import java.util.random.RandomGenerator;
import org.dllm.experiments.spec.Default;
import org.dllm.experiments.spec.Range;

/**
 * Long addition of two numbers with as many digits as steps, column by column from the right:
 * {@code 48+93:} continues {@code 8+3+0=11 4+9+1=14#141}; each column adds the carry and writes
 * carry and digit.
 */
public record Addition(
        @Default("1") @Range(min = 1, max = 9) int minSteps,
        @Default("4") @Range(min = 1, max = 9) int maxSteps)
        implements Family {

    public Addition {
        Family.requireSteps(minSteps, maxSteps, 9);
    }

    @Override
    public Task draw(RandomGenerator random, int steps) {
        int left = number(random, steps);
        int right = number(random, steps);
        var chain = new StringBuilder();
        int carry = 0;
        for (int i = 0, a = left, b = right; i < steps; i++, a /= 10, b /= 10) {
            int sum = a % 10 + b % 10 + carry;
            chain.append(i == 0 ? "" : " ").append(a % 10).append('+').append(b % 10);
            chain.append('+').append(carry).append('=').append(sum / 10).append(sum % 10);
            carry = sum / 10;
        }
        return new Task(left + "+" + right + ":", chain.toString(), String.valueOf(left + right));
    }

    /** A number of exactly {@code digits} digits; 0 counts as a one-digit number. */
    private static int number(RandomGenerator random, int digits) {
        int smallest = digits == 1 ? 0 : power(digits - 1);
        return random.nextInt(smallest, power(digits));
    }

    private static int power(int exponent) {
        return exponent == 0 ? 1 : 10 * power(exponent - 1);
    }
}
