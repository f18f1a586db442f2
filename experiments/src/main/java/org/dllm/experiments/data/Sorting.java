package org.dllm.experiments.data;

import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.dllm.experiments.spec.Default;
import org.dllm.experiments.spec.Range;

/** Sorts digits, one per step, in ascending order: {@code >314:} continues {@code 1 3 4#134}. */
public record Sorting(
        @Default("3") @Range(min = 1, max = 32) int minSteps,
        @Default("8") @Range(min = 1, max = 32) int maxSteps)
        implements Family {

    public Sorting {
        Family.requireSteps(minSteps, maxSteps, 32);
    }

    @Override
    public Task draw(RandomGenerator random, int steps) {
        var digits = new StringBuilder();
        for (int i = 0; i < steps; i++) {
            digits.append(random.nextInt(10));
        }
        String answer =
                digits.chars().sorted().mapToObj(Character::toString).collect(Collectors.joining());
        return new Task(">" + digits + ":", String.join(" ", answer.split("")), answer);
    }
}
