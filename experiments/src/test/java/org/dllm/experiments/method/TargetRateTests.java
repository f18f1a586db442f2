package org.dllm.experiments.method;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.dllm.experiments.routing.Gumbel;
import org.dllm.experiments.routing.Penalty;
import org.dllm.experiments.routing.RateBudget;
import org.dllm.experiments.routing.TokenMlp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TargetRateTests {

    private static final KeepSpec KEEP = new KeepSpec(1, 2);
    private static final MeasuredRate MEASURED =
            new MeasuredRate("d-llm", "t/executed_rate", 0.6, List.of(1.0, 0.2));

    private static Dllm dllm(String weights) {
        return new Dllm(
                0.55,
                new AlphaSpec(1, "sine"),
                KEEP,
                "evict",
                new TokenMlp(8),
                "both",
                Gumbel.PLAIN,
                new RateBudget("token", "l1", weights),
                Penalty.NONE,
                null,
                List.of(),
                null);
    }

    static Stream<Arguments> aiming() {
        return Stream.of(
                Arguments.of(dllm("layers"), 0.55, "executed_rate/unforced_tokens"),
                Arguments.of(dllm("flops"), 0.55, "flops_ratio/paper"),
                Arguments.of(
                        new MixtureOfDepths("paper", 0.125, null, "aux", 1),
                        0.125,
                        "executed_rate/routed"),
                Arguments.of(new RandomSkip(0.6, KEEP, true), 0.6, "executed_rate/unforced_tokens"),
                Arguments.of(
                        new RandomSkip(null, null, MEASURED, null, KEEP, true),
                        0.6,
                        "executed_rate/unforced_tokens"),
                Arguments.of(
                        new PositionOnly(0.7, null, null, KEEP, true),
                        0.7,
                        "executed_rate/unforced_tokens"),
                Arguments.of(new StaticLayers(null, 0.5, null, null, null), 0.5, "executed_rate"));
    }

    @ParameterizedTest
    @MethodSource("aiming")
    void aMethodWithARateAimsAtIt(MethodSpec method, double rate, String metric) {
        assertThat(method.targetRate())
                .hasValueSatisfying(target -> {
                    assertThat(target.rate()).isEqualTo(rate);
                    assertThat(target.metric()).isEqualTo(metric);
                });
    }

    @Test
    void aMethodWithoutARateHasNoTarget() {
        assertThat(new Dense().targetRate()).isEmpty();
        assertThat(new StaticLayers(List.of(0, 2)).targetRate()).isEmpty();
        assertThat(new RandomSkip(null, "d-llm", null, null, KEEP, true).targetRate())
                .as("the sibling has not been measured")
                .isEmpty();
    }
}
