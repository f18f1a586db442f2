package org.dllm.experiments.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.dllm.experiments.experiment.TinyRun.DENSE;
import static org.dllm.experiments.experiment.TinyRun.DLLM;
import static org.dllm.experiments.experiment.TinyRun.RANDOM;
import static org.dllm.experiments.experiment.TinyRun.spec;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ways of training that make no sense are refused with the reason. */
class TrainingConstraintsTests {

    private static final String LORA = "lora={rank: 2}";
    private static final String ORDER = "train.order={type: routerFirst}";
    private static final String DISTILL = "train.distill={}";

    @ParameterizedTest
    @ValueSource(strings = {DENSE, RANDOM})
    void anOrderNeedsRouters(String method) {
        assertThatThrownBy(() -> spec(method, LORA, ORDER))
                .hasMessageContaining("a method with routers, since train.order is routerFirst");
    }

    @Test
    void anOrderNeedsUpdates() {
        for (String[] sets : new String[][] {{ORDER}, {ORDER, "lora={targets: []}"}}) {
            assertThatThrownBy(() -> spec(DLLM, sets))
                    .hasMessageContaining("lora with at least one map in targets");
        }
    }

    @Test
    void anOrderNeedsTwoSteps() {
        assertThatThrownBy(() -> spec(DLLM, LORA, ORDER, "train.steps=1"))
                .hasMessageContaining("at least 2, because train.order has two stages");
        assertThat(spec(DLLM, LORA, ORDER, "train.steps=0").train().steps()).isZero();
    }

    @Test
    void distillationNeedsAFrozenBase() {
        assertThatThrownBy(() -> spec(DLLM, DISTILL))
                .hasMessageContaining("the teacher of train.distill is the frozen base");
        assertThat(spec(DENSE, LORA, DISTILL).train().distill()).isNotNull();
    }

    @Test
    void aJointTrainingWithoutTeacherKeepsItsText() {
        assertThat(spec(DLLM, LORA, "train.order={type: joint}")).isEqualTo(spec(DLLM, LORA));
        assertThat(SpecJson.canonical(spec(DLLM, LORA))).doesNotContain("order", "distill");
    }
}
