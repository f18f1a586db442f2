package org.dllm.experiments.data;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The questions of one family and split, its difficulties taking turns. */
final class Questions {

    /** Repeats in a row after which a difficulty of the test split counts as used up. */
    private static final int USED_UP = 400;

    private final Family family;
    private final boolean test;
    private final RandomGenerator random;
    private final List<Integer> difficulties;
    private final Set<String> seen = new HashSet<>();
    private int turn;
    private int drawn;

    Questions(Family family, boolean test, long seed) {
        this.family = family;
        this.test = test;
        random = new Random(Synthetic.hash(seed + "/" + family.label() + "/" + test));
        difficulties =
                new ArrayList<>(
                        IntStream.rangeClosed(family.minSteps(), family.maxSteps())
                                .boxed()
                                .toList());
    }

    /** The next example; null when every difficulty is used up. */
    @Nullable Example next() {
        while (!difficulties.isEmpty()) {
            int steps = difficulties.get(turn % difficulties.size());
            Task task = draw(steps);
            if (task != null) {
                turn++;
                return example(task, steps);
            }
            difficulties.remove(Integer.valueOf(steps));
        }
        return null;
    }

    private @Nullable Task draw(int steps) {
        for (int repeats = 0; repeats < USED_UP; ) {
            Task task = family.draw(random, steps);
            if (Synthetic.isTest(task.prompt()) == test) {
                if (!test || seen.add(task.prompt())) {
                    return task;
                }
                repeats++;
            }
        }
        return null;
    }

    private Example example(Task task, int steps) {
        return new Example(
                family.label() + "-" + (test ? "test-" : "train-") + drawn++,
                family.label(),
                steps,
                task.prompt(),
                task.chain(),
                task.answer(),
                task.chain() + "#" + task.answer());
    }
}
