package org.dllm.experiments.data;

import java.util.random.RandomGenerator;
import org.dllm.experiments.spec.Default;
import org.dllm.experiments.spec.Range;

/** Reverses letters, one per step: {@code <abc:} continues {@code c b a#cba}. */
public record Reversal(
        @Default("3") @Range(min = 1, max = 32) int minSteps,
        @Default("8") @Range(min = 1, max = 32) int maxSteps)
        implements Family {

    public Reversal {
        Family.requireSteps(minSteps, maxSteps, 32);
    }

    @Override
    public Task draw(RandomGenerator random, int steps) {
        var letters = new StringBuilder();
        for (int i = 0; i < steps; i++) {
            letters.append((char) ('a' + random.nextInt(26)));
        }
        String prompt = "<" + letters + ":";
        String answer = letters.reverse().toString();
        return new Task(prompt, String.join(" ", answer.split("")), answer);
    }
}
