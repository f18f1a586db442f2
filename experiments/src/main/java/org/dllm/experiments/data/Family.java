package org.dllm.experiments.data;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * A kind of generated question with adjustable difficulty. To add a family, write a record and add
 * it to {@code permits} here.
 *
 * <p>All families share one format: a space separates the chain's steps, and {@code #} precedes the
 * answer.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "type")
public sealed interface Family permits Addition, Chain, Recall, Reversal, Sorting {

    /** All characters that the families use. */
    String ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz +-*=:#?<>";

    /** All families at moderate difficulty. */
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

    /** The number of copied parts that a chain opens with before its first step. */
    default int openings() {
        return 0;
    }

    /** The family's name in metrics: {@code chain}. */
    default String label() {
        return getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    /** Checks the bounds of a family; the message is worded as what a spec error expects. */
    static void requireSteps(int min, int max, int largest) {
        if (min < 1 || max < min || max > largest) {
            throw new IllegalArgumentException(
                    "minSteps and maxSteps to be ascending within 1 to %d, but they are %d and %d"
                            .formatted(largest, min, max));
        }
    }
}
