package org.dllm.experiments.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import org.junit.jupiter.api.Test;

class ScriptTests {

    @Test
    void gradientsFlowThroughAScript() {
        var script = Script.of(ScriptTests.class, "scaled_silu");
        try (var manager = NDManager.newBaseManager()) {
            var x = manager.create(new float[] {-1, 0, 2});
            var scale = manager.create(3f);
            x.setRequiresGradient(true);
            try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
                var y = script.train(x, scale);
                assertThat(y.toFloatArray()[2]).isCloseTo(5.2848f, within(1e-3f));
                collector.backward(y.sum());
            }
            // d/dx silu at 0 is one half
            assertThat(x.getGradient().toFloatArray()[1]).isCloseTo(1.5f, within(1e-6f));
        }
    }

    @Test
    void aMissingScriptIsReported() {
        assertThatThrownBy(() -> Script.of(ScriptTests.class, "absent"))
                .hasMessageContaining("absent.py")
                .hasMessageContaining("ScriptTests");
    }

    private static org.assertj.core.data.Offset<Float> within(float offset) {
        return org.assertj.core.data.Offset.offset(offset);
    }
}
