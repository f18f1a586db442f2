package org.dllm.platform.cli;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The home folder as seen by a client: the address of the server and its token. */
record Home(Path folder, Map<String, String> environment) {

    private static final Set<String> SCHEMES = Set.of("http", "https");
    private static final String SERVER = "server.json";
    private static final URI DEFAULT_SERVER = URI.create("http://127.0.0.1:8080");

    /** H2 ends an address at a semicolon and reads a backslash as a slash; Spring replaces ${…}. */
    private static final Pattern UNUSABLE = Pattern.compile("[;\\\\\\p{Cntrl}]|\\$\\{");

    static Home of(Map<String, String> environment) {
        String folder = environment.getOrDefault("DLLM_HOME", ".dllm");
        Matcher unusable = UNUSABLE.matcher(folder);
        if (unusable.find()) {
            throw new CommandFailedException(
                    "DLLM_HOME: expected a folder whose path has no ;, \\, ${ or control character,"
                            + " found %s".formatted(folder.replaceAll("\\p{Cntrl}", "\uFFFD")),
                    Main.USAGE);
        }
        return new Home(Path.of(folder).toAbsolutePath(), environment);
    }

    /**
     * The address in DLLM_URL, or else the last address of this home folder's server. It may have a
     * path, which {@link #at} prepends.
     */
    URI server() {
        return serverNamed()
                ? named(environment.getOrDefault("DLLM_URL", "").strip())
                : ownServer().orElse(DEFAULT_SERVER);
    }

    /** Whether DLLM_URL is set. */
    boolean serverNamed() {
        return !environment.getOrDefault("DLLM_URL", "").isBlank();
    }

    private static URI named(String url) {
        try {
            var uri = new URI(url);
            if (uri.getHost() != null
                    && SCHEMES.contains(uri.getScheme())
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null) {
                return URI.create(url.replaceFirst("/+$", ""));
            }
        } catch (URISyntaxException _) {
            // reported below with all other invalid addresses
        }
        throw new CommandFailedException(
                "DLLM_URL: expected an address such as %s, found %s".formatted(DEFAULT_SERVER, url),
                Main.USAGE);
    }

    /** The address of a path of the server, such as {@code /runs}. */
    URI at(String path) {
        return at(server(), path);
    }

    static URI at(URI server, String path) {
        return URI.create(server + path);
    }

    /** The last address that the server of this home folder has recorded. */
    Optional<URI> ownServer() {
        return ownServerFile()
                .map(json -> json.path("url").asString(""))
                .flatMap(url -> {
                    try {
                        return Optional.of(named(url));
                    } catch (CommandFailedException _) {
                        return Optional.empty();
                    }
                });
    }

    /** Whether the process that recorded the address is alive. */
    boolean ownServerLives() {
        return ownServerProcess().filter(Home::lives).isPresent();
    }

    /** Whether that process has ended. A killed server does not remove its address. */
    boolean ownServerEnded() {
        return ownServerProcess().filter(pid -> !lives(pid)).isPresent();
    }

    private Optional<Long> ownServerProcess() {
        return ownServerFile().map(json -> json.path("pid").asLong(0)).filter(pid -> pid > 0);
    }

    private static boolean lives(long pid) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
    }

    /** A damaged file, or a file of another program, counts as missing. */
    private Optional<JsonNode> ownServerFile() {
        return read(SERVER)
                .flatMap(text -> {
                    try {
                        return Optional.of(JsonMapper.shared().readTree(text))
                                .filter(JsonNode::isObject);
                    } catch (JacksonException _) {
                        return Optional.empty();
                    }
                });
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
        // other characters are invalid in a header; the message must not contain the token
        if (!token.strip().matches("[\\x21-\\x7e]*")) {
            throw new CommandFailedException(
                    "DLLM_TOKEN: expected only visible ASCII characters, found others: copy the"
                            + " content of the file token in the server's home folder",
                    Main.USAGE);
        }
        return Optional.of(token.strip());
    }

    /** Where {@link #token} is read from, for messages. */
    String tokenPlace() {
        return environment.containsKey("DLLM_TOKEN") ? "DLLM_TOKEN" : folder.toString();
    }

    private Optional<String> read(String name) {
        Path file = folder.resolve(name);
        if (Files.isDirectory(folder) && !Files.isExecutable(folder)) {
            throw unreadable(folder, "AccessDeniedException");
        }
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Files.readString(file));
        } catch (IOException e) {
            throw unreadable(file, e.getClass().getSimpleName());
        }
    }

    private static CommandFailedException unreadable(Path path, String why) {
        return new CommandFailedException(
                "cannot read %s (%s): give this user the right to read it, or set DLLM_HOME to another folder"
                        .formatted(path, why));
    }
}
