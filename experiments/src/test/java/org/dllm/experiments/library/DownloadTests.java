package org.dllm.experiments.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class DownloadTests {

    @TempDir private Path folder;

    @Test
    @Timeout(30)
    void aMirrorThatStallsInTheMiddleIsAskedForTheRest() throws IOException {
        var content = new byte[300_000];
        new Random(1).nextBytes(content);
        Path part = folder.resolve("weights.bin.part");
        try (var server = new FileServer()) {
            server.has("weights.bin", content);
            server.stallOnceAfter(100_000);
            new Download(Duration.ofSeconds(5))
                    .download(
                            server.address().resolve("weights.bin"), part, content.length, _ -> {});
            assertThat(server.requests())
                    .startsWith("/mirror/weights.bin", "/mirror/weights.bin bytes=100000-");
        }
        assertThat(Files.readAllBytes(part)).isEqualTo(content);
    }
}
