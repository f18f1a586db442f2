package org.dllm.platform.home;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Tells in {@code server.json} where the server of this home folder listens. */
@Component
class ServerFile implements DisposableBean {

    private final Path file;
    private final String host;
    private final JsonMapper json;

    ServerFile(
            LabFolders folders,
            @Value("${server.address:127.0.0.1}") String host,
            JsonMapper json) {
        file = folders.home().resolve("server.json");
        this.host = host;
        this.json = json;
    }

    private record Address(String url, long pid) {}

    @EventListener
    void listens(WebServerInitializedEvent event) throws IOException {
        if (event.getApplicationContext().getServerNamespace() != null) {
            // The management port, where it is one of its own.
            return;
        }
        String url = "http://%s:%d".formatted(reachable(host), event.getWebServer().getPort());
        Files.writeString(
                file, json.writeValueAsString(new Address(url, ProcessHandle.current().pid())));
    }

    /** The address as a client on this machine writes it. */
    private static String reachable(String host) throws IOException {
        if (host.isBlank() || InetAddress.getByName(host).isAnyLocalAddress()) {
            return "127.0.0.1";
        }
        return host.contains(":") ? "[" + host + "]" : host;
    }

    @Override
    public void destroy() throws IOException {
        Files.deleteIfExists(file);
    }
}
