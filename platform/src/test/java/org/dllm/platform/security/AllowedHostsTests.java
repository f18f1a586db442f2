package org.dllm.platform.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class AllowedHostsTests {

    private final AllowedHosts hosts =
            new AllowedHosts(
                    new AccessSettings(List.of("Lab.Example"), false, 1),
                    new RejectionResponses(JsonMapper.shared()));

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "[::1]", "localhost", "LOCALHOST", "lab.example"})
    void loopbackNamesAndThoseOfTheSettingAreAllowedInAnyCase(String name) {
        assertThat(hosts.test(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "::1", "127.0.0.1.lab.example", "www.lab.example", "127.0.0.2"})
    void allOtherNamesAreRejected(String name) {
        assertThat(hosts.test(name)).isFalse();
    }
}
