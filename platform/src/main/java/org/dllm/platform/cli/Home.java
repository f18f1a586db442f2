package org.dllm.platform.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;

/** The home folder as a client sees it: where the server is, and the token that it takes. */
record Home(Path folder, Map<String, String> environment) {

    private static final Set<String> SCHEMES = Set.of("http", "https");
    private static final String SERVER = "server.json";
    private static final URI DEFAULT_SERVER = URI.create("http://127.0.0.1:8080");

    static Home of(Map<String, String> environment) {
        return new Home(
                Path.of(environment.getOrDefault("DLLM_HOME", ".dllm")).toAbsolutePath(),
                environment);
    }

    /** What DLLM_URL says, else where the server of this home folder last listened. */
    URI server() {
        return serverNamed()
                ? named(environment.getOrDefault("DLLM_URL", "").strip())
                : ownServer().orElse(DEFAULT_SERVER);
    }

    /** Whether DLLM_URL says where the server is. */
    boolean serverNamed() {
        return !environment.getOrDefault("DLLM_URL", "").isBlank();
    }

    private static URI named(String url) {
        try {
            var uri = new URI(url);
            if (uri.getHost() != null && SCHEMES.contains(uri.getScheme())) {
                return uri;
            }
        } catch (URISyntaxException _) {
            // told below like every other text that names no server
        }
        throw new CommandFailedException(
                "DLLM_URL: expected an address such as %s, but got %s"
                        .formatted(DEFAULT_SERVER, url),
                Main.USAGE);
    }

    /** Where the server of this home folder last said that it listens. */
    Optional<URI> ownServer() {
        return read(SERVER)
                .map(json -> JsonMapper.shared().readTree(json).path("url").asString(""))
                .filter(text -> !text.isEmpty())
                .map(URI::create);
    }

    /** Whether the process lives that said so; one that is killed leaves its word behind. */
    boolean ownServerLives() {
        return read(SERVER)
                .map(json -> JsonMapper.shared().readTree(json).path("pid").asLong(0))
                .filter(pid -> pid > 0)
                .flatMap(ProcessHandle::of)
                .filter(ProcessHandle::isAlive)
                .isPresent();
    }

    /** The token of this home folder's own server. */
    Optional<String> ownToken() {
        return read("token").map(String::strip);
    }

    Optional<String> token() {
        String token = environment.get("DLLM_TOKEN");
        if (token == null) {
            return ownToken();
        }
        // a header takes nothing else; the token itself is not told
        if (!token.strip().matches("[\\x21-\\x7e]*")) {
            throw new CommandFailedException(
                    "DLLM_TOKEN: expected visible ASCII characters, but got others among them",
                    Main.USAGE);
        }
        return Optional.of(token.strip());
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
