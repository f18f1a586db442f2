package org.dllm.experiments.data;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The questions of one family and split, alternating between difficulties. */
final class Questions {

    /** Consecutive repeats after which a difficulty of a held-out split counts as exhausted. */
    private static final int USED_UP = 400;

    /**
     * Consecutive questions of other splits after which a difficulty counts as empty in this split:
     * with one digit at one label there are ten questions, none of them held out. A split with one
     * question in a thousand is still found.
     */
    private static final int ABSENT = 100_000;

    private final Family family;
    private final String split;
    private final RandomGenerator random;
    private final List<Integer> difficulties;
    private final Set<String> seen = new HashSet<>();
    private int turn;
    private int drawn;

    Questions(Family family, String split, long seed) {
        this.family = family;
        this.split = split;
        random = new Random(Synthetic.hash(seed + "/" + family.label() + "/" + stream(split)));
        difficulties =
                new ArrayList<>(
                        IntStream.rangeClosed(family.minSteps(), family.maxSteps())
                                .boxed()
                                .toList());
    }

    /** The stream names must not change: the data of the shipped base model was drawn with them. */
    private static String stream(String split) {
        return switch (split) {
            case "train" -> "false";
            case "test" -> "true";
            default -> split;
        };
    }

    /** The next example; null when all difficulties are exhausted. */
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
        int misses = 0;
        for (int repeats = 0; repeats < USED_UP && misses < ABSENT; ) {
            Task task = family.draw(random, steps);
            if (Synthetic.splitOf(task.prompt()).equals(split)) {
                if (split.equals("train") || seen.add(task.prompt())) {
                    return task;
                }
                repeats++;
                misses = 0;
            } else {
                misses++;
            }
        }
        return null;
    }

    private Example example(Task task, int steps) {
        return new Example(
                family.label() + "-" + split + "-" + drawn++,
                family.label(),
                steps,
                task.prompt(),
                task.chain(),
                task.answer(),
                task.chain() + "#" + task.answer());
    }
}
