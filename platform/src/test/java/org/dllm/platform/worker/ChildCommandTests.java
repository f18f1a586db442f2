package org.dllm.platform.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.dllm.experiments.experiment.SpecJson;
import org.dllm.platform.batch.RunLaunch;
import org.junit.jupiter.api.Test;

class ChildCommandTests {

    @Test
    void aRunsProcessHasTheServersEncodingAndNoneOfItsSettings() {
        var spec = SpecJson.read(TestServer.scripted(1, 1));
        var launch = new RunLaunch("abcdefgh", Path.of("run"), 1, Path.of("data"));
        Map<String, String> own =
                Map.of("LC_CTYPE", "C.UTF-8", "SPRING_DATASOURCE_URL", "jdbc:postgresql:mine");
        assertThat(ChildCommand.environment(own, launch, spec.resources()))
                .containsEntry("LC_CTYPE", "C.UTF-8")
                .doesNotContainKey("SPRING_DATASOURCE_URL");
    }
}
