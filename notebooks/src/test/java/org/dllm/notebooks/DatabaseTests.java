package org.dllm.notebooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseTests {

    @TempDir private Path home = Path.of("");

    @Test
    void addressesLeftByAKilledServerAreIgnored() throws Exception {
        FilledHome filledHome = FilledHome.in(home);
        int port;
        try (var gone = new ServerSocket(0)) {
            port = gone.getLocalPort();
        }
        Files.writeString(home.resolve("token"), "secret");
        Files.writeString(
                home.resolve("db/url"), "jdbc:h2:tcp://127.0.0.1:%d/secret\n".formatted(port));
        // The process id may have been reused.
        for (long pid : new long[] {Integer.MAX_VALUE, ProcessHandle.current().pid()}) {
            Files.writeString(
                    home.resolve("server.json"),
                    "{\"url\":\"http://127.0.0.1:%d\",\"pid\":%d}".formatted(port, pid));
            assertThat(Lab.connect(filledHome.environment()).runs().height()).isEqualTo(5);
        }
        Files.writeString(home.resolve("server.json"), "{\"url\":\"http://127");
        assertThat(Lab.connect(filledHome.environment()).runs().height()).isEqualTo(5);
    }

    @Test
    void aPartlyWrittenNoteIsIgnored() throws Exception {
        FilledHome filledHome = FilledHome.in(home);
        for (String torn : new String[] {"", "jdbc:h2:tcp://127.0", "the server wor"}) {
            Files.writeString(home.resolve("db/url"), torn);
            assertThat(Lab.connect(filledHome.environment()).runs().height()).as(torn).isEqualTo(5);
        }
    }

    @Test
    void theOldFileIsNotReadWhenTheServerUsesAnotherDatabase() throws Exception {
        FilledHome filledHome = FilledHome.in(home);
        Files.writeString(
                home.resolve("db/url"),
                "the server works on another: DLLM_JDBC_URL should be jdbc:postgresql://x/lab\n");
        assertThatThrownBy(() -> Lab.connect(filledHome.environment()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("DLLM_JDBC_URL should be jdbc:postgresql://x/lab")
                .hasMessageContaining(home.toString());
        var named = new HashMap<>(filledHome.environment());
        named.put("DLLM_JDBC_URL", filledHome.fileUrl());
        assertThat(Lab.connect(named).runs().height()).isEqualTo(5);
    }

    @Test
    void aMissingDatabaseIsReportedOnConnect() {
        String nowhere = home.resolve("nowhere").toString();
        assertThatThrownBy(() -> Lab.connect(Map.of("DLLM_HOME", nowhere)))
                .hasMessageContaining(nowhere)
                .hasMessageContaining("DLLM_JDBC_URL");
    }
}
