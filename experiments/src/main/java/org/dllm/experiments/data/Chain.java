package org.dllm.experiments.data;

import java.util.random.RandomGenerator;
import org.dllm.experiments.spec.Default;
import org.dllm.experiments.spec.Range;

/**
 * Arithmetic modulo 10, one operation per step, each step labelled: {@code 7 a+5 b-3:} continues
 * {@code 7 a+5=2 b-3=9#9}.
 */
public record Chain(
        @Default("1") @Range(min = 1, max = 8) int minSteps,
        @Default("6") @Range(min = 1, max = 8) int maxSteps)
        implements Family {

    private static final String OPERATORS = "+-*";

    public Chain {
        Family.requireSteps(minSteps, maxSteps, 8);
    }

    @Override
    public Task draw(RandomGenerator random, int steps) {
        int value = random.nextInt(10);
        var prompt = new StringBuilder().append(value);
        var chain = new StringBuilder().append(value);
        for (int i = 0; i < steps; i++) {
            char operator = OPERATORS.charAt(random.nextInt(OPERATORS.length()));
            int operand = random.nextInt(10);
            value = apply(operator, value, operand);
            String step = " " + (char) ('a' + i) + operator + operand;
            prompt.append(step);
            chain.append(step).append('=').append(value);
        }
        return new Task(prompt.append(':').toString(), chain.toString(), String.valueOf(value));
    }

    /** The start value. */
    @Override
    public int openings() {
        return 1;
    }

    private static int apply(char operator, int left, int right) {
        return switch (operator) {
            case '+' -> (left + right) % 10;
            case '-' -> (left + 10 - right) % 10;
            case '*' -> left * right % 10;
            default -> throw new IllegalStateException("operator " + operator);
        };
    }
}
