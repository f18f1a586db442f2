package org.dllm.platform.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dllm.platform.DllmApplication;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;

/** A home folder may have any name that the file system allows. */
class HomeNamesTests {

    @TempDir private Path parent = Path.of("");

    @ParameterizedTest
    @ValueSource(strings = {"of Zoë 实验", "a,b=c&d?e", "#1 %41'!@:~", "$HOME {x} $x"})
    void allFilesAreInTheConfiguredFolder(String name) throws IOException {
        Path home = parent.resolve(name);
        var application = new SpringApplication(DllmApplication.class);
        try (var _ =
                application.run(
                        "--dllm.home=" + home, "--server.port=0", "--dllm.worker.slots=0")) {
            for (String file : new String[] {"db/lab.mv.db", "token", "worker", "server.json"}) {
                assertThat(home.resolve(file)).isRegularFile();
            }
        }
        try (var there = Files.list(parent)) {
            assertThat(there).containsExactly(home);
        }
    }
}
