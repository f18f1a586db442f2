package org.dllm.experiments.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.dllm.experiments.random.RandomStreams;
import org.dllm.experiments.routing.ExitClassifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExitTrainingTests {

    private static final RandomStreams STREAMS = new RandomStreams(5);
    private static final FitSpec FIT = new FitSpec(1, 60, 16, 1e-2);

    private static ExitSamples samples() {
        var random = STREAMS.stream("samples");
        var top = new float[600];
        var gap = new float[600];
        var agrees = new boolean[600];
        for (int i = 0; i < 600; i++) {
            top[i] = (float) random.uniform();
            gap[i] = (float) (top[i] * random.uniform());
            agrees[i] = top[i] + gap[i] > 0.8;
        }
        return new ExitSamples(top, gap, agrees);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 32})
    void aSeparableRuleIsLearned(int hidden) {
        var network = new ExitClassifier.Network(hidden);
        ExitClassifier fitted = ExitTraining.fit(samples(), network, FIT, STREAMS);
        assertThat(ExitTraining.accuracy(fitted, samples())).isGreaterThan(0.97);
        assertThat(ExitTraining.fit(samples(), network, FIT, STREAMS)).isEqualTo(fitted);
        assertThat(ExitTraining.fit(samples(), network, FIT, new RandomStreams(6)))
                .isNotEqualTo(fitted);
        assertThat(ExitClassifier.of(network, fitted.text())).isEqualTo(fitted);
    }

    @Test
    void theDenseModelsEntriesAreRefused() {
        assertThatThrownBy(() -> new AdaInfer("mlp", 8, null, "recompute", "token", 0.5, FIT))
                .hasMessageContaining("method.kv: expected copy or mask")
                .hasMessageContaining("would execute every layer after all");
    }

    @Test
    void aProbeAfterTheLastLayerIsRefused() {
        var method = new AdaInfer("mlp", 8, List.of(1, 3), "copy", "token", 0.5, FIT);
        method.requireReachable(5);
        assertThatThrownBy(() -> method.requireReachable(4))
                .hasMessageContaining("method.probes: expected some of the layers 0 to 2");
    }
}
