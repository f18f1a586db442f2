package org.dllm.platform.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SettingsTests {

    private static final Settings DENSE =
            Settings.of(
                    """
                    {"name": "a", "seed": 0, "method": {"type": "Dense"}, "lora": {"targets": ["q", "v"]},
                     "data": [{"share": 1.0, "set": {"type": "Gsm8k"}}]}
                    """);
    private static final Settings RANDOM =
            Settings.of(
                    """
                    {"name": "b", "seed": 1, "method": {"type": "RandomSkip", "rate": 0.51},
                     "lora": {"targets": ["q", "k", "v"]}, "data": [{"share": 1.0, "set": {"type": "Gsm8k"}}]}
                    """);

    @Test
    void differingPathsAreListedMethodFirst() {
        assertThat(Settings.differing(List.of(DENSE, RANDOM)))
                .containsExactly("method.type", "method.rate", "lora.targets", "seed");
        assertThat(Settings.differing(List.of(DENSE, DENSE))).isEmpty();
        assertThat(Settings.differing(List.of())).isEmpty();
    }

    @Test
    void onlyThePartsThatDifferAreListed() {
        var one =
                Settings.of(
                        "{\"data\": [{\"set\": {\"type\": \"C4\"}, \"share\": 1.0}], \"train\":"
                                + " {\"steps\": 10}}");
        var other =
                Settings.of(
                        """
                        {"data": [{"set": {"type": "C4"}, "share": 0.5}, {"set": {"type": "Gsm8k"}, "share": 0.5}], "train": {"steps": 10}}
                        """);
        assertThat(Settings.differing(List.of(one, other)))
                .containsExactly("data[0].share", "data[1].set.type", "data[1].share");
        assertThat(one.text("data[1].set.type")).isEqualTo("–");
        assertThat(other.text("data[1].set.type")).isEqualTo("Gsm8k");
        assertThat(other.exact("data")).isEqualTo("–");
    }

    @Test
    void aListOfWordsIsOneSettingAndAListOfObjectsIsMany() {
        assertThat(RANDOM.text("lora.targets")).isEqualTo("q, k, v");
        assertThat(RANDOM.text("data[0].set.type")).isEqualTo("Gsm8k");
        assertThat(DENSE.text("method.rate")).isEqualTo("–");
    }

    @Test
    void aMeasuredRateHasFourDigits() {
        var measured = Settings.of("{\"method\": {\"rate\": 0.6153846153846154, \"alpha\": 0.25}}");
        assertThat(measured.text("method.rate")).isEqualTo("0.6154");
        assertThat(measured.exact("method.rate")).isEqualTo("0.6153846153846154");
        assertThat(measured.text("method.alpha")).isEqualTo("0.25");
    }
}
