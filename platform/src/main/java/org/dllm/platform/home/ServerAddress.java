package org.dllm.platform.home;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Where the server of this home folder listens; {@code server.json} tells it to others. */
@Component
public class ServerAddress implements DisposableBean {

    private final Path file;
    private final String host;
    private final String contextPath;
    private final JsonMapper json;
    private volatile Optional<String> url = Optional.empty();
    private volatile String content = "";

    ServerAddress(
            LabFolders folders,
            @Value("${server.address:127.0.0.1}") String host,
            @Value("${server.servlet.context-path:}") String contextPath,
            JsonMapper json) {
        file = folders.home().resolve("server.json");
        this.host = host;
        // As Spring Boot reads the setting.
        this.contextPath = contextPath.strip().replaceFirst("/$", "");
        this.json = json;
    }

    private record Content(String url, long pid) {}

    /** As a client on this machine writes it; absent until the server listens. */
    public Optional<String> url() {
        return url;
    }

    @EventListener
    void listens(WebServerInitializedEvent event) throws IOException {
        if (event.getApplicationContext().getServerNamespace() != null) {
            // The management port, where it is one of its own.
            return;
        }
        String here =
                "http://%s:%d%s"
                        .formatted(reachable(host), event.getWebServer().getPort(), contextPath);
        url = Optional.of(here);
        content = json.writeValueAsString(new Content(here, ProcessHandle.current().pid()));
        StateFile.write(file, content);
    }

    private static String reachable(String host) throws IOException {
        if (host.isBlank() || InetAddress.getByName(host).isAnyLocalAddress()) {
            return "127.0.0.1";
        }
        return host.contains(":") ? "[" + host + "]" : host;
    }

    /** Another server may have come while this one went. */
    @Override
    public void destroy() throws IOException {
        if (Files.exists(file) && Files.readString(file).equals(content)) {
            Files.delete(file);
        }
    }
}
