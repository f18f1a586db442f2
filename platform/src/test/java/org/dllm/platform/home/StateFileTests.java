package org.dllm.platform.home;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFileTests {

    @TempDir private Path folder = Path.of("");

    @Test
    void aFileIsReplacedAtomicallyAndReadableByItsOwnerOnly() throws IOException {
        Path file = folder.resolve("db/url");
        StateFile.write(file, "a long first text\n");
        Path still = Files.createLink(folder.resolve("reader"), file);
        StateFile.write(file, "short\n");
        assertThat(file).content().isEqualTo("short\n");
        assertThat(still)
                .as("a reader that has the file open")
                .content()
                .isEqualTo("a long first text\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void filesOfAKilledWriterDoNotPreventAWrite() throws IOException {
        Path file = folder.resolve("server.json");
        Files.writeString(folder.resolve("server.json.new"), "{\"url\":\"htt");
        StateFile.write(file, "{}");
        assertThat(file).content().isEqualTo("{}");
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }
}
