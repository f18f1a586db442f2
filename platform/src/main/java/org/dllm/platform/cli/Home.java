package org.dllm.platform.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/** The home folder as a client sees it: where the server is, and the token that it takes. */
record Home(Path folder, Map<String, String> environment) {

    private static final URI DEFAULT_SERVER = URI.create("http://127.0.0.1:8080");

    static Home of(Map<String, String> environment) {
        return new Home(
                Path.of(environment.getOrDefault("DLLM_HOME", ".dllm")).toAbsolutePath(),
                environment);
    }

    /** What DLLM_URL says, else where the server of this home folder last listened. */
    URI server() {
        String url = environment.get("DLLM_URL");
        if (url != null && !url.isBlank()) {
            return URI.create(url.strip());
        }
        return ownServer().orElse(DEFAULT_SERVER);
    }

    /** Where the server of this home folder last said that it listens. */
    Optional<URI> ownServer() {
        return read("server.json")
                .map(json -> JsonMapper.shared().readTree(json).path("url").asString(""))
                .filter(text -> !text.isEmpty())
                .map(URI::create);
    }

    /** Whether anything says where a server is. */
    boolean serverTold() {
        return environment.containsKey("DLLM_URL") || ownServer().isPresent();
    }

    Optional<String> token() {
        String token = environment.get("DLLM_TOKEN");
        return token != null ? Optional.of(token.strip()) : read("token").map(String::strip);
    }

    private Optional<String> read(String name) {
        Path file = folder.resolve(name);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }
}
