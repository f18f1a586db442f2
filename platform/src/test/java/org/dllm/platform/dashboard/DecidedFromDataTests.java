package org.dllm.platform.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.dllm.platform.run.RunProvenance;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecidedFromDataTests {

    private static final String DENSE = "{\"method\": {\"type\": \"Dense\"}}";

    @Test
    void aRunThatDecidedNothingFromDataHasNoParts() {
        assertThat(decided(DENSE, null).any()).isFalse();
        assertThat(decided(DENSE, "{\"code\": \"c0ffee\"}").any()).isFalse();
    }

    @Test
    void rankedLayersFollowTheOrderOfRemovalAndThenThoseThatAreNeverRemoved() {
        DecidedFromData decided =
                decided(
                        DENSE,
                        """
                        {"resolution": {"removed": {"blocks": [2], "order": [2, 1], "scores": [9, 1.5, 0.5, 8],
                          "source": {"text": "2 rows", "sha256": "ab"}}}}
                        """);
        var removed = Objects.requireNonNull(decided.removed());
        assertThat(removed.blocks())
                .extracting(block -> block.place() + " " + block.layer() + " " + block.fate())
                .containsExactly(
                        "1 2 removed", "2 1 kept", "– 0 never removed", "– 3 never removed");
        assertThat(removed.blocks().getFirst().score().value()).isEqualTo(0.5);
        assertThat(decided.kept()).isNull();
    }

    @Test
    void theMeasuredRatesOfTheSiblingAreThoseOfTheSpec() {
        DecidedFromData decided =
                decided(
                        """
                        {"method": {"type": "RandomSkip", "measured":
                          {"run": "d-llm", "metric": "t/executed_rate", "rate": 0.5, "layers": [1, 0.25]}}}
                        """,
                        null);
        var rates = Objects.requireNonNull(decided.rates());
        assertThat(rates.run()).isEqualTo("d-llm");
        assertThat(rates.layers())
                .extracting(layer -> layer.layer() + " " + layer.rate().value())
                .containsExactly("1 0.25", "0 1.0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"resolution\": 3}", "{\"resolution\": {\"kept\": {\"layers\": 1}}}"})
    void anUnreadableResolutionOfAnotherVersionIsNotShown(String manifest) {
        assertThat(decided(DENSE, manifest).any()).isFalse();
    }

    @Test
    void adjacentLayersAreOneRange() {
        assertThat(DecidedFromData.ranges(List.of(0, 1, 2, 5, 7, 8))).isEqualTo("0–2, 5, 7–8");
        assertThat(DecidedFromData.ranges(List.of())).isEqualTo("none");
    }

    private static DecidedFromData decided(String spec, @Nullable String manifest) {
        return DecidedFromData.of(new RunProvenance(spec, "", "", manifest, null));
    }
}
