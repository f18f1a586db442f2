package org.dllm.platform.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KnownSettingsTests {

    private final KnownSettings settings = new KnownSettings();

    @ParameterizedTest
    @CsvSource({
        "dllm.worker.slot, dllm.worker.slots",
        "dllm.workers.slots, dllm.worker.slots",
        "dllm.worker.device[0], dllm.worker.devices",
        "dllm.acces.hosts, dllm.access.hosts",
        "dllm.datadir.x, dllm.data-dir",
        "dllm.largest-body, dllm.access.largest-body"
    })
    void anUnknownSettingIsRejectedWithTheNearestName(String name, String nearest) {
        String wrong = "expected a setting of the server, such as %s, found %s";
        assertThat(unknown(List.of(name + "=7"), Map.of()))
                .contains("--set: " + wrong.formatted(nearest, name));
        var system = new Properties();
        system.setProperty(name, "7");
        assertThat(settings.unknown(List.of(), system, Map.of()))
                .contains("-D: " + wrong.formatted(nearest, name));
    }

    @ParameterizedTest
    @CsvSource({
        "DLLM_WORKER_SLOT, DLLM_WORKER_SLOTS",
        "DLLM_WORKER_GRAZE, DLLM_WORKER_GRACE",
        "DLLM_HOMES, DLLM_HOME",
        "DLLM_DATADIRS, DLLM_DATA_DIR"
    })
    void aMisspeltVariableIsRejected(String name, String nearest) {
        assertThat(unknown(List.of(), Map.of(name, "7")))
                .contains(
                        "environment: expected a setting of the server, such as %s, found %s"
                                .formatted(nearest, name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dllm.worker.slots=1",
                "dllm.worker.devices[0]=cpu",
                "dllm.data-dir=x",
                "dllm.dataDir=x",
                "dllm.home=x",
                "spring.datasource.url=x",
                "dllmx=1"
            })
    void knownSettingsAndThoseOfOthersAreAccepted(String set) {
        assertThat(unknown(List.of(set), Map.of())).isEmpty();
    }

    @Test
    void theEnvironmentOfTheEntryScriptIsAccepted() {
        assertThat(
                        unknown(
                                List.of(),
                                Map.of(
                                        "DLLM_WORKER_SLOTS", "1",
                                        "DLLM_WORKER_DEVICES_0", "cpu",
                                        "DLLM_DATA_DIR", "x",
                                        "DLLM_HOME", "x",
                                        "DLLM_JAVA_OPTS", "x",
                                        "DLLM_SOMETHING_ELSE", "x",
                                        "PATH", "x")))
                .isEmpty();
    }

    private Optional<String> unknown(List<String> sets, Map<String, String> environment) {
        return settings.unknown(sets, new Properties(), environment);
    }
}
