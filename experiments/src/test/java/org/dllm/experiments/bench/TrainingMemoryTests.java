package org.dllm.experiments.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class TrainingMemoryTests {

    /** What a step makes, it frees; slow, since it takes a thousand steps to see. */
    @Test
    @Tag("slow")
    void residentMemoryIsFlatFromStepHundredToThousand() {
        assertThat(TrainingMemoryBenchmark.growth()).isBetween(0.5, 1.02);
    }
}
