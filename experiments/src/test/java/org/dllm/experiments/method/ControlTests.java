package org.dllm.experiments.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.dllm.experiments.random.RandomStreams;
import org.dllm.experiments.routing.Gate;
import org.dllm.experiments.routing.KvPolicy;
import org.dllm.experiments.routing.Site;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Controls at the measured cost of a sibling. */
class ControlTests {

    private static final KeepSpec KEEP = new KeepSpec(2, 2);
    private static final MeasuredRate RATES =
            new MeasuredRate(
                    "dllm", "t/executed_rate", 0.55, List.of(1.0, 0.9, 0.25, 0.6, 0.0, 0.55));

    private static final int POSITIONS = 4000;

    /** The share of the positions after the forced ones that execute a layer. */
    private static double share(MethodSpec method, int layer, int sequence) {
        Gate gate = method.gate(6, new RandomStreams(7));
        int executed = 0;
        for (int position = 2; position < POSITIONS + 2; position++) {
            executed += gate.at(sequence, position, Site.attention(layer)) == Gate.EXECUTE ? 1 : 0;
        }
        return (double) executed / POSITIONS;
    }

    @Test
    void randomSkippingHasTheSiblingsRateInEachLayer() {
        var method = new RandomSkip(null, "dllm", null, null, KEEP, true);
        assertThat(method.needsLayerRates()).isTrue();
        RandomSkip measured = method.atRate(RATES);
        for (int layer = 0; layer < 6; layer++) {
            assertThat(share(measured, layer, 0)).isCloseTo(RATES.layers().get(layer), within(.03));
        }
    }

    @Test
    void randomSkippingWithOneRateHasItInAllLayersThatAreNotKept() {
        var method = new RandomSkip(null, "dllm", null, false, KEEP, true);
        assertThat(method.needsLayerRates()).isFalse();
        RandomSkip measured = method.atRate(RATES);
        assertThat(share(measured, 1, 0)).isEqualTo(1);
        for (int layer = 2; layer < 6; layer++) {
            assertThat(share(measured, layer, 0)).isCloseTo((.55 * 6 - 2) / 4, within(.03));
        }
        assertThat(new RandomSkip(0.55, KEEP, true).gate(6, new RandomStreams(7)).at(3, 9, 6))
                .isEqualTo(measured.gate(6, new RandomStreams(7)).at(3, 9, 6));
    }

    @Test
    void aPositionExecutesTheSameLayersInEverySequenceAndForEverySeed() {
        PositionOnly method = new PositionOnly(null, "dllm", null, KEEP, true).atRate(RATES);
        Gate gate = method.gate(6, new RandomStreams(1));
        Gate other = method.gate(6, new RandomStreams(2));
        for (int position = 0; position < 200; position++) {
            for (int site = 0; site < 12; site++) {
                assertThat(gate.at(0, position, site)).isEqualTo(other.at(5, position, site));
            }
        }
    }

    @Test
    void positionsHaveTheSiblingsRateInEachLayerAlsoInShortTexts() {
        PositionOnly method = new PositionOnly(null, "dllm", null, KEEP, true).atRate(RATES);
        Gate gate = method.gate(6, new RandomStreams(0));
        for (int layer = 0; layer < 6; layer++) {
            double rate = RATES.layers().get(layer);
            assertThat(share(method, layer, 0)).isCloseTo(rate, within(.002));
            int executed = 0;
            for (int position = 2; position < 42; position++) {
                executed += gate.at(0, position, Site.attention(layer)) == Gate.EXECUTE ? 1 : 0;
            }
            assertThat(executed / 40.0).isCloseTo(rate, within(.06));
        }
    }

    @Test
    void controlsThatDoNotEvictComputeTheEntriesOfSkippedTokens() {
        assertThat(new PositionOnly(0.5, null, null, KEEP, false).kvPolicy())
                .isEqualTo(KvPolicy.COMPUTE);
        assertThat(new RandomSkip(0.5, KEEP, false).kvPolicy()).isEqualTo(KvPolicy.COMPUTE);
        assertThat(new PositionOnly(0.5, null, null, KEEP, true).kvPolicy())
                .isEqualTo(KvPolicy.EVICT);
    }

    @Test
    void layersDoNotExecuteTheSamePositions() {
        Gate gate =
                new PositionOnly(0.5, null, null, new KeepSpec(0, 0), true)
                        .gate(4, new RandomStreams(0));
        int same = 0;
        for (int position = 0; position < 1000; position++) {
            same += gate.at(0, position, 0) == gate.at(0, position, 2) ? 1 : 0;
        }
        assertThat(same).isBetween(1, 999);
    }

    @Test
    void theLayersThatTheSiblingExecutesMostAreStatic() {
        var method = new StaticLayers(null, null, "dllm", null, "sibling");
        assertThat(method.needsLayerRates()).isTrue();
        assertThat(method.atRate(RATES).chosen(6)).containsExactly(0, 1, 3);
    }

    @Test
    void aShallowerModelHasTheFirstLayers() {
        assertThat(new StaticLayers(null, null, "dllm", null, "shallow").atRate(RATES).chosen(6))
                .containsExactly(0, 1, 2);
        assertThat(new StaticLayers(null, 0.5, null, null, null).chosen(6))
                .as("the earlier rule")
                .containsExactly(0, 1, 5);
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 7})
    void ratesOfAModelWithOtherLayersAreRefused(int layers) {
        for (MethodSpec method :
                List.of(
                        new RandomSkip(null, "dllm", null, null, KEEP, true),
                        new PositionOnly(null, "dllm", null, KEEP, true),
                        new StaticLayers(null, null, "dllm", null, "sibling"))) {
            MethodSpec measured = method.atRate(RATES);
            measured.requireReachable(6);
            assertThatThrownBy(() -> measured.requireReachable(layers))
                    .hasMessage(
                            "method.measured.layers: expected a rate for each of the model's %d layers, found 6 rates of dllm"
                                    .formatted(layers));
        }
    }

    @Test
    void aSiblingsRateThatIsLowerThanTheKeptLayersIsRefused() {
        var rate = new MeasuredRate("dllm", "t/executed_rate", 0.2, List.of());
        var method = new RandomSkip(null, "dllm", null, false, KEEP, true).atRate(rate);
        assertThatThrownBy(() -> method.requireReachable(6))
                .hasMessageStartingWith("method.measured.rate: expected at least 0.33");
    }

    @Test
    void anUnmeasuredRateIsReportedWithItsSibling() {
        assertThatThrownBy(() -> new StaticLayers(null, null, "dllm", null, null).chosen(6))
                .hasMessage("the rate of dllm must be measured first");
    }
}
