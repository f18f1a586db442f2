package org.dllm.experiments.data;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * A kind of generated question with a difficulty knob. A new family is one record and one name
 * here.
 *
 * <p>All families share one form: the chain's steps are parted by a space, and the answer stands
 * behind {@code #}.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "type")
public sealed interface Family permits Addition, Chain, Recall, Reversal, Sorting {

    /** Every character that a family writes. */
    String ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz +-*=:#?<>";

    /** All families, moderately difficult. */
    static List<Family> moderate() {
        return List.of(
                new Chain(1, 6),
                new Addition(1, 4),
                new Recall(3, 8),
                new Reversal(3, 8),
                new Sorting(3, 8));
    }

    /** Smallest difficulty drawn, in the family's own unit. */
    int minSteps();

    /** Largest difficulty drawn. */
    int maxSteps();

    /** A question of difficulty {@code steps}; the same random numbers give the same question. */
    Task draw(RandomGenerator random, int steps);

    /** Parts that a chain opens with before its first step: what it only copies. */
    default int openings() {
        return 0;
    }

    /** What the family is called in metrics: {@code chain}. */
    default String label() {
        return getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    /** The rule of every family's constructor, in the words that a spec's errors have. */
    static void requireSteps(int min, int max, int largest) {
        if (min < 1 || max < min || max > largest) {
            throw new IllegalArgumentException(
                    "minSteps and maxSteps to be ascending within 1 to %d, but they are %d and %d"
                            .formatted(largest, min, max));
        }
    }
}
