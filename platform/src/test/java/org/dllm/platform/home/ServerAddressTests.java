package org.dllm.platform.home;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.boot.web.server.servlet.context.ServletWebServerInitializedEvent;
import tools.jackson.databind.json.JsonMapper;

class ServerAddressTests {

    @TempDir private Path home = Path.of("");

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, http://127.0.0.1:81",
        "192.168.1.5, http://192.168.1.5:81",
        "localhost, http://localhost:81",
        "::1, http://[::1]:81",
        "0.0.0.0, http://127.0.0.1:81",
        "::, http://127.0.0.1:81",
        "'', http://127.0.0.1:81"
    })
    void aClientOnThisMachineCanUseTheAddress(String host, String url) throws IOException {
        ServerAddress address = address(host);
        assertThat(address.url()).isEmpty();
        address.listens(event(null, 81));
        assertThat(address.url()).contains(url);
        assertThat(content()).contains("\"" + url + "\"");
    }

    @ParameterizedTest
    @CsvSource({
        "/lab, http://127.0.0.1:81/lab",
        "/lab/, http://127.0.0.1:81/lab",
        "/, http://127.0.0.1:81"
    })
    void theAddressEndsWithTheContextPath(String contextPath, String url) throws IOException {
        ServerAddress address = address("127.0.0.1", contextPath);
        address.listens(event(null, 81));
        assertThat(address.url()).contains(url);
        assertThat(content()).contains("\"" + url + "\"");
    }

    @Test
    void theManagementPortIsNotTheServersAddress() throws IOException {
        ServerAddress address = address("127.0.0.1");
        address.listens(event(null, 81));
        address.listens(event("management", 82));
        assertThat(content()).contains(":81");
    }

    @Test
    void aServerThatStopsKeepsTheAddressFileOfTheNext() throws IOException {
        ServerAddress address = address("127.0.0.1");
        address.listens(event(null, 81));
        String next = content().replace(":81", ":82");
        Files.writeString(home.resolve("server.json"), next);
        address.destroy();
        assertThat(content()).isEqualTo(next);

        address.listens(event(null, 81));
        address.destroy();
        assertThat(home.resolve("server.json")).doesNotExist();
    }

    private String content() throws IOException {
        return Files.readString(home.resolve("server.json"));
    }

    private ServerAddress address(String host) {
        return address(host, "");
    }

    private ServerAddress address(String host, String contextPath) {
        return new ServerAddress(
                new LabFolders(home, null), host, contextPath, JsonMapper.shared());
    }

    private static ServletWebServerInitializedEvent event(@Nullable String namespace, int port) {
        var context = new AnnotationConfigServletWebServerApplicationContext();
        context.setServerNamespace(namespace);
        return new ServletWebServerInitializedEvent(new Listening(port), context);
    }

    private record Listening(int port) implements WebServer {
        @Override
        public void start() {}

        @Override
        public void stop() {}

        @Override
        public int getPort() {
            return port;
        }
    }
}
