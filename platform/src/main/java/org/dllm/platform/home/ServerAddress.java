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

/** Address of this home folder's server; {@code server.json} publishes it. */
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
        // Spring Boot normalises the setting in the same way.
        this.contextPath = contextPath.strip().replaceFirst("/$", "");
        this.json = json;
    }

    private record Content(String url, long pid) {}

    /** The URL for clients on this machine; absent until the server listens. */
    public Optional<String> url() {
        return url;
    }

    @EventListener
    void listens(WebServerInitializedEvent event) throws IOException {
        if (event.getApplicationContext().getServerNamespace() != null) {
            // a separate management port
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

    /** Deletes the file unless another server has written it meanwhile. */
    @Override
    public void destroy() throws IOException {
        if (Files.exists(file) && Files.readString(file).equals(content)) {
            Files.delete(file);
        }
    }
}
