package org.dllm.platform.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Builds and runs images without a Docker engine; all storage is in one folder. Containers share
 * the machine's network and processes.
 */
record Buildah(Path folder) implements AutoCloseable {

    private static final Path CLONE = Path.of("..").toAbsolutePath().normalize();

    /** {@code ./dllm test --images} makes it: a Debian with this machine's JDK and Maven. */
    private static final Path BASE = CLONE.resolve("target/image-base");

    private static final String JDK = "/opt/java/openjdk";

    void importBase(String name) throws IOException {
        assertThat(BASE).as("run ./dllm test --images").isDirectory();
        String container = run("from", "scratch").strip();
        run("add", "-q", container, BASE.toString(), "/");
        run("config", "--env", "JAVA_HOME=" + JDK, "--env", path(), container);
        run("commit", "-q", "--rm", container, name);
    }

    private static String path() {
        return "PATH=" + JDK + "/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    }

    /** Uses the local base image for every base, and the Maven repository of this build. */
    void build(String image, String base) throws IOException {
        var words = new ArrayList<>(List.of("build", "--format", "docker", "-t", image));
        for (String argument : List.of("JDK", "MAVEN")) {
            words.addAll(List.of("--build-arg", argument + "=localhost/" + base));
        }
        String repository = System.getProperty("localRepository");
        words.addAll(List.of("--volume", repository + ":/var/cache/maven/repository"));
        Path settings = Path.of(System.getProperty("user.home"), ".m2", "settings.xml");
        if (Files.exists(settings)) {
            words.addAll(List.of("--secret", "id=maven-settings,src=" + settings));
        }
        words.addAll(List.of("-f", CLONE + "/docker/server/Dockerfile", CLONE.toString()));
        run(words.toArray(String[]::new));
    }

    /** The image's configuration as Docker would read it. */
    JsonNode configuration(String image) throws IOException {
        return JsonMapper.shared()
                .readTree(run("inspect", "--type", "image", image))
                .at("/Docker/config");
    }

    String run(String... words) throws IOException {
        Process process = start(List.of(words)).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.onExit().join().exitValue())
                .as(String.join(" ", words) + "\n" + output)
                .isZero();
        return output;
    }

    /** The vfs storage driver needs no mounts, so it also works in a container. */
    ProcessBuilder start(List<String> words) {
        var command = new ArrayList<>(List.of("buildah", "--storage-driver", "vfs"));
        command.addAll(List.of("--root", folder + "/storage", "--runroot", folder + "/run"));
        command.addAll(words);
        var builder = new ProcessBuilder(command);
        builder.environment()
                .putAll(Map.of("BUILDAH_ISOLATION", "chroot", "TMPDIR", folder + "/tmp"));
        return builder;
    }

    static Buildah in(Path folder) throws IOException {
        var buildah = new Buildah(folder);
        buildah.close();
        Files.createDirectories(folder.resolve("tmp"));
        return buildah;
    }

    /**
     * Deletes the storage with a command, since Java cannot delete files that their owner may not
     * write.
     */
    @Override
    public void close() throws IOException {
        Process removal = new ProcessBuilder("rm", "-rf", folder.toString()).start();
        assertThat(removal.onExit().join().exitValue()).isZero();
    }
}
