package org.dllm.experiments.data;

import java.util.random.RandomGenerator;
import org.dllm.experiments.spec.Default;

/**
 * The value of a key in a list of as many pairs as steps: {@code k7 c2 x9 ?c:} continues {@code
 * c2#2}. Keys differ; values may not.
 */
public record Recall(@Default("3") int minSteps, @Default("8") int maxSteps) implements Family {

    private static final int LETTERS = 26;

    public Recall {
        Family.requireSteps(minSteps, maxSteps, LETTERS);
    }

    @Override
    public Task draw(RandomGenerator random, int steps) {
        char[] keys = ALPHABET.substring(10, 10 + LETTERS).toCharArray();
        var list = new StringBuilder();
        int asked = random.nextInt(steps);
        String pair = "";
        for (int i = 0; i < steps; i++) {
            int j = random.nextInt(i, LETTERS);
            char key = keys[j];
            keys[j] = keys[i];
            String next = "" + key + random.nextInt(10);
            list.append(next).append(' ');
            pair = i == asked ? next : pair;
        }
        return new Task(
                list.append('?').append(pair.charAt(0)).append(':').toString(),
                pair,
                pair.substring(1));
    }
}
