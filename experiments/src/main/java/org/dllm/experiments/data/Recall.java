package org.dllm.experiments.data;

import java.util.random.RandomGenerator;
import org.dllm.experiments.spec.Default;
import org.dllm.experiments.spec.Range;

/**
 * Finds the value at a label in a list with one entry per step: {@code a7 b2 c9 ?b} continues
 * {@code 2#2}.
 *
 * <p>The requested label comes last, so that its value follows it as in the list.
 */
public record Recall(
        @Default("3") @Range(min = 1, max = 26) int minSteps,
        @Default("8") @Range(min = 1, max = 26) int maxSteps)
        implements Family {

    public Recall {
        Family.requireSteps(minSteps, maxSteps, 26);
    }

    @Override
    public Task draw(RandomGenerator random, int steps) {
        var list = new StringBuilder();
        int asked = random.nextInt(steps);
        String value = "";
        for (int i = 0; i < steps; i++) {
            String next = String.valueOf(random.nextInt(10));
            list.append((char) ('a' + i)).append(next).append(' ');
            value = i == asked ? next : value;
        }
        list.append('?').append((char) ('a' + asked));
        return new Task(list.toString(), value, value);
    }
}
