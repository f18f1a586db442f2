package org.dllm.platform.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.dllm.platform.ServerTest;
import org.dllm.platform.home.ServerAddress;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

/** A server that listens at another address than the default. */
@ServerTest
@TestPropertySource(properties = "server.address=localhost")
class StartupLinkTests {

    @Autowired StartupLink start;
    @Autowired ServerAddress address;

    @Test
    void theLinkHasTheAddressOfTheServer() {
        assertThat(start.link(address.url().orElseThrow(), Role.VIEWER))
                .startsWith("http://localhost:");
    }
}
