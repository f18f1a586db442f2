package org.dllm.experiments.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FamilyContractTests {

    static final List<Family> EXAMPLES =
            List.of(
                    new Chain(1, 8),
                    new Addition(1, 9),
                    new Recall(1, 26),
                    new Reversal(1, 12),
                    new Sorting(1, 12));

    static List<Family> families() {
        return EXAMPLES;
    }

    @Test
    void examplesCoverEveryFamily() {
        assertThat(EXAMPLES)
                .extracting(Object::getClass)
                .containsExactlyInAnyOrder((Class[]) Family.class.getPermittedSubclasses());
        assertThat(Family.moderate())
                .extracting(Object::getClass)
                .containsExactlyInAnyOrder((Class[]) Family.class.getPermittedSubclasses());
    }

    @ParameterizedTest
    @MethodSource("families")
    void answersAgreeWithAnIndependentCalculation(Family family) {
        var random = new Random(7);
        for (int steps = family.minSteps(); steps <= family.maxSteps(); steps++) {
            for (int i = 0; i < 200; i++) {
                Task task = family.draw(random, steps);
                assertThat(task.answer())
                        .as(task.prompt())
                        .isEqualTo(Oracle.answer(family, task.prompt()));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("families")
    void theChainHasOneStepPerUnitOfDifficulty(Family family) {
        var random = new Random(8);
        for (int steps = family.minSteps(); steps <= family.maxSteps(); steps++) {
            Task task = family.draw(random, steps);
            int parts = task.chain().split(" ").length;
            int expected =
                    switch (family) {
                        case Recall _ -> 1; // the difficulty is the length of the list
                        case Addition _, Chain _, Reversal _, Sorting _ -> steps;
                    };
            assertThat(parts - family.openings()).as(task.toString()).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @MethodSource("families")
    void everyCharacterIsInTheAlphabet(Family family) {
        var random = new Random(9);
        var used = new HashSet<Integer>();
        for (int i = 0; i < 500; i++) {
            Task task = family.draw(random, family.maxSteps());
            (task.prompt() + task.chain() + "#" + task.answer()).chars().forEach(used::add);
        }
        Set<Integer> alphabet = new HashSet<>(Family.ALPHABET.chars().boxed().toList());
        assertThat(alphabet).hasSize(Family.ALPHABET.length()).containsAll(used);
    }

    @ParameterizedTest
    @MethodSource("families")
    void theSameSeedGivesTheSameQuestion(Family family) {
        assertThat(family.draw(new Random(3), family.maxSteps()))
                .isEqualTo(family.draw(new Random(3), family.maxSteps()));
    }

    @Test
    void impossibleDifficultiesAreRefused() {
        assertThatThrownBy(() -> new Chain(3, 9)).hasMessageContaining("within 1 to 8");
        assertThatThrownBy(() -> new Recall(5, 4)).hasMessageContaining("5 and 4");
    }
}
