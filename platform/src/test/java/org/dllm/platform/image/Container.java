package org.dllm.platform.image;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A container of the server's image, started by the command that the image names. */
final class Container implements AutoCloseable {

    private static final Duration START = Duration.ofMinutes(3);
    private static final Pattern LINK = Pattern.compile("is ready: (\\S+) \\(works once\\)");

    private final Buildah buildah;
    private final JsonNode configuration;
    private final Path home;
    private final Path log;
    private final List<String> options;
    private final String name;
    private final Process process;

    /**
     * @param volumes host folder by folder of the container
     */
    Container(
            Buildah buildah,
            String image,
            Map<String, String> environment,
            Map<String, Path> volumes)
            throws IOException {
        this.buildah = buildah;
        configuration = buildah.configuration(image);
        home = volumes.get("/var/lib/dllm");
        options = new ArrayList<>();
        environment.forEach((key, value) -> options.addAll(List.of("--env", key + "=" + value)));
        volumes.forEach((inside, out) -> options.addAll(List.of("--volume", out + ":" + inside)));
        name = buildah.run("from", image).strip();
        // If the image and the command line both name a volume, buildah mounts only one of them.
        for (String volume : configuration.path("Volumes").propertyNames()) {
            buildah.run("config", "--volume", volume + "-", name);
        }
        log = buildah.folder().resolve(name + ".log");
        var command = new ArrayList<>(words("Entrypoint"));
        command.addAll(words("Cmd"));
        process =
                buildah.start(arguments(command))
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
    }

    /** The link that the server prints once it is ready. */
    String link() throws IOException {
        await().atMost(START).until(() -> !process.isAlive() || printedLink().isPresent());
        assertThat(printedLink()).as(output()).isPresent();
        return printedLink().orElseThrow();
    }

    private Optional<String> printedLink() throws IOException {
        return LINK.matcher(output()).results().findFirst().map((MatchResult m) -> m.group(1));
    }

    String output() throws IOException {
        return Files.readString(log);
    }

    /**
     * Executes a command as {@code docker exec} does and returns its output; fails if the command
     * fails.
     */
    String exec(String... command) throws IOException {
        try {
            return buildah.run(arguments(List.of(command)).toArray(String[]::new));
        } catch (AssertionError failed) {
            throw new AssertionError("the server printed:\n" + output(), failed);
        }
    }

    /** Whether the image's health check succeeds. */
    boolean isHealthy() throws IOException {
        List<String> check = words("Healthcheck", "Test");
        assertThat(check.getFirst()).isEqualTo("CMD");
        return buildah.start(arguments(check.subList(1, check.size())))
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .onExit()
                        .join()
                        .exitValue()
                == 0;
    }

    /** The line in which the entry script or the server reports why the start failed. */
    String startFailure() throws IOException {
        await().atMost(START).until(() -> !process.isAlive());
        assertThat(process.exitValue()).as(output()).isNotZero();
        return output().lines().filter(line -> line.startsWith("dllm: ")).collect(joining("\n"));
    }

    private List<String> words(String... path) {
        return configuration
                .at("/" + String.join("/", path))
                .valueStream()
                .map(JsonNode::asString)
                .toList();
    }

    private List<String> arguments(List<String> command) {
        var words = new ArrayList<>(List.of("run"));
        words.addAll(options);
        words.addAll(List.of(name, "--"));
        words.addAll(command);
        return words;
    }

    /** Stops the container as {@code docker stop} does; buildah has no such command. */
    @Override
    public void close() throws IOException {
        Path address = home.resolve("server.json");
        if (process.isAlive() && Files.exists(address)) {
            long pid = JsonMapper.shared().readTree(Files.readString(address)).path("pid").asLong();
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy);
        } else {
            process.destroy();
        }
        process.onExit().orTimeout(1, TimeUnit.MINUTES).join();
        buildah.run("rm", name);
    }
}
