package org.dllm.platform.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class WorkSettingsTests {

    @Test
    void pausesGrowWithTheFailuresInARow() {
        WorkSettings settings = TestServer.retryingAfter(Duration.ofSeconds(5));
        assertThat(settings.pauseAfter(1)).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.pauseAfter(2)).isEqualTo(Duration.ofSeconds(20));
        assertThat(settings.pauseAfter(20)).isEqualTo(Duration.ofMinutes(10));
    }
}
