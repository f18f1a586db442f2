package org.dllm.experiments.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.dllm.experiments.data.WikiText2;
import org.dllm.experiments.routing.Site;
import org.dllm.experiments.routing.SiteMode;
import org.dllm.experiments.routing.TokenMlp;
import org.junit.jupiter.api.Test;

class KeepSpecTests {

    private static final CalibrationSpec TEXT =
            new CalibrationSpec(new WikiText2(), "train", 10, 128, 1234);

    private static Dllm dllm(double target, KeepSpec keep) {
        return new Dllm(target, new AlphaSpec(1, "constant"), keep, true, new TokenMlp(8));
    }

    private static KeepSpec set(Integer... layers) {
        return new KeepSpec(null, 2, List.of(layers), null, null);
    }

    private static List<Integer> kept(Method method, int layers) {
        return IntStream.range(0, layers)
                .filter(l -> method.mode(Site.attention(l), layers) == SiteMode.EXECUTE)
                .boxed()
                .toList();
    }

    @Test
    void theFirstTwoLayersAreKeptByDefault() {
        var keep = new KeepSpec(null, 2, null, null, null);
        assertThat(keep).isEqualTo(new KeepSpec(2, 2));
        assertThat(kept(dllm(0.5, keep), 6)).containsExactly(0, 1);
    }

    @Test
    void anySetOfLayersIsKeptAndRoutersDecideAboutTheOthers() {
        Dllm method = dllm(0.8, set(4, 0, 1, 2));
        assertThat(kept(method, 6)).containsExactly(0, 1, 2, 4);
        assertThat(method.mode(Site.attention(3), 6)).isEqualTo(SiteMode.ASK);
        assertThat(method.mode(Site.attention(5), 6)).isEqualTo(SiteMode.ASK);
        method.requireReachable(6);
    }

    @Test
    void theSearchedSetIsKept() {
        Dllm method = dllm(0.6, new KeepSpec(null, 1, null, 2, TEXT));
        assertThat(method.calibrationText()).contains(TEXT);
        assertThatThrownBy(() -> kept(method, 4)).hasMessageContaining("searched first");
        Resolution resolution =
                method.resolve(new SearchedLayersTests.Weighed(List.of(3.0, 1.0, 2.5, 2.0)));
        MethodSpec resolved = method.resolved(resolution);
        assertThat(kept(resolved, 4)).containsExactly(0, 2);
        assertThat(resolved.keep().tokens()).isEqualTo(1);
        assertThat(resolved.calibrationText()).isEmpty();
    }

    @Test
    void aMethodThatKeepsGivenLayersDecidesNothingFromData() {
        assertThat(dllm(0.5, set(0)).calibrationText()).isEmpty();
        assertThat(dllm(0.5, set(0)).resolved(Resolution.NONE)).isEqualTo(dllm(0.5, set(0)));
    }

    @Test
    void layersThatTheModelLacksAreRefused() {
        assertThatThrownBy(() -> dllm(0.9, set(0, 6)).requireReachable(6))
                .hasMessage(
                        "method.keep.set: expected some of the layers 0 to 5 of the model, found"
                                + " [0, 6]");
        assertThatThrownBy(
                        () -> dllm(0.9, new KeepSpec(null, 2, null, 7, TEXT)).requireReachable(6))
                .hasMessage("method.keep.searched: expected at most the model's 6 layers, found 7");
    }

    @Test
    void aTargetBelowTheKeptSetIsRefused() {
        assertThatThrownBy(() -> dllm(0.5, set(0, 1, 2, 4)).requireReachable(6))
                .hasMessageMatching(
                        "method.target: expected at least 0\\.6\\d+, because method\\.keep\\.set"
                                + " makes 4 of the model's 6 layers always execute, found 0\\.5");
    }

    @Test
    void theWaysToNameTheKeptLayersExcludeEachOther() {
        assertThatThrownBy(() -> new KeepSpec(1, 2, List.of(0), null, null))
                .hasMessage("one of keep.layers, keep.set and keep.searched");
        assertThatThrownBy(() -> new KeepSpec(null, 2, null, 3, null))
                .hasMessage("keep.searched and keep.calibration together, or neither");
    }
}
