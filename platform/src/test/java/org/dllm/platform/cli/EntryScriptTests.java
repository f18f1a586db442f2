package org.dllm.platform.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.FileSystemUtils;

/** Runs the entry script with a fake java and mvn that print their arguments and environment. */
class EntryScriptTests {

    private static final String ENGINE =
            "experiments/src/main/resources/org/dllm/experiments/experiment/engine.env";

    @TempDir private Path root = Path.of("");

    @BeforeEach
    void createABuiltClone() throws IOException {
        program("dllm", Files.readString(Path.of("../dllm")));
        program("bin/java", printing());
        program("bin/javac", "");
        file("release", "JAVA_VERSION=\"25\"\n");
        file("platform/target/builds/current", "x");
        file(ENGINE, "");
        file("pom.xml", "");
        // newer than all files of the tests, even on a file system with a coarse clock
        Files.setLastModifiedTime(
                file("platform/target/builds/x/built", ""),
                FileTime.from(Instant.now().plus(Duration.ofHours(1))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"serve", "runs", "resume", "data", "run"})
    void serverAndCommandsUseTheDataFolderOfTheHomeByDefault(String command) throws Exception {
        assertThat(typed(Map.of(), command)).endsWith("[" + root + "/home/data]");
        assertThat(typed(Map.of("DLLM_DATA_DIR", "/elsewhere"), command)).endsWith("[/elsewhere]");
    }

    @Test
    void aLinkToTheScriptRunsItsClone(@TempDir Path elsewhere) throws Exception {
        Path folder = Files.createDirectory(elsewhere.resolve("a bin"));
        Path absolute = Files.createSymbolicLink(folder.resolve("first"), root.resolve("dllm"));
        Path chained =
                Files.createSymbolicLink(folder.resolve("second"), Path.of("../a bin/first"));
        Path throughAFolder = Files.createSymbolicLink(elsewhere.resolve("bin"), folder);
        for (Path link : List.of(absolute, chained, throughAFolder.resolve("second"))) {
            assertThat(output(0, started(link, Map.of(), "runs")))
                    .as(link.toString())
                    .isEqualTo("[" + root + "/home/data]");
        }
        assertThat(elsewhere.resolve("target")).doesNotExist();
    }

    @Test
    void theDefaultDataFolderIsCreated() throws Exception {
        typed(Map.of(), "data", "list");
        assertThat(root.resolve("home/data")).isDirectory();
    }

    @Test
    void testsGetNoDefaultDataFolder() throws Exception {
        prepareForTests(printing());
        Map<String, String> browser = Map.of("DLLM_CHROMIUM", root + "/bin/java");
        assertThat(typed(browser, "test")).endsWith("[]");
        var named = new TreeMap<>(browser);
        named.put("DLLM_DATA_DIR", "/elsewhere");
        assertThat(typed(named, "test")).endsWith("[/elsewhere]");
    }

    @Test
    void jupyterOpensTheFirstNotebookWithOneJavaKernelAndWithoutNews() throws Exception {
        buildNotebooks();
        file("home/jupyter/requirements.txt", "");
        Path itsOwn = file("home/jupyter/share/jupyter/kernels/java/kernel.json", "{}");
        program("home/jupyter/bin/jupyter", jupyter("home/jupyter"));

        assertThat(typed(Map.of(), "notebook", "--no-browser"))
                .endsWith(
                        "lab --ip=127.0.0.1 --LabApp.default_url=/lab/tree/01_first_look.ipynb"
                                + " --no-browser");
        assertThat(itsOwn).doesNotExist();
        assertThat(itsOwn.resolveSibling("../dllm-java/kernel.json"))
                .content()
                .contains(root + "/bin/java");
        assertThat(root.resolve("home/jupyter/etc/jupyter/labconfig/page_config.json"))
                .content()
                .contains("announcements");
    }

    @Test
    void aMovedOrBrokenEnvironmentIsReplaced() throws Exception {
        buildNotebooks();
        program("away/jupyter", jupyter("away"));
        file("away/share/jupyter/kernel", "");
        program("new/pip", "");
        program("new/jupyter", jupyter("home/jupyter"));
        program(
                "bin/python3.13",
                """
                [ "$1" = -m ] || exit 0
                mkdir -p "$3/share/jupyter/kernels"
                cp -r new "$3/bin"
                """);
        for (String there : List.of("#!/moved/away/bin/python3\n", jupyter("away"))) {
            Path old = file("home/jupyter/share/jupyter/old", "");
            file("home/jupyter/requirements.txt", "");
            program("home/jupyter/bin/jupyter", there);
            assertThat(typed(Map.of(), "notebook")).contains("installing Jupyter", "lab --ip");
            assertThat(old).doesNotExist();
            assertThat(typed(Map.of(), "notebook"))
                    .doesNotContain("installing")
                    .contains("lab --ip");
        }
    }

    @Test
    void javaPrintsUtf8InAnAsciiLocale() throws Exception {
        program("bin/java", "locale charmap\n");
        assertThat(typed(Map.of("LC_ALL", "POSIX"), "runs")).isEqualTo("UTF-8");
        assertThat(typed(Map.of("LC_ALL", "xx_XX.UTF-8"), "runs")).endsWith("UTF-8");
    }

    @Test
    void anImageWithoutSourcesRunsItsBuild() throws Exception {
        for (String source : List.of("pom.xml", "platform/src", "notebooks")) {
            FileSystemUtils.deleteRecursively(root.resolve(source));
        }
        for (String command : List.of("serve", "submit", "run")) {
            assertThat(typed(Map.of(), command)).isEqualTo("[" + root + "/home/data]");
        }
        assertThat(output(1, Map.of(), "notebook")).contains("'notebook' needs a clone");
    }

    @Test
    void theBuildCommandOnlyBuilds() throws Exception {
        makeBuildStale();
        assertThat(typed(Map.of(), "build")).contains("building platform").doesNotContain("[");
        assertThat(typed(Map.of(), "build")).doesNotContain("building");
    }

    @Test
    void jarTimesAreWholeSeconds() throws Exception {
        makeBuildStale();
        program(
                "bin/mvn",
                """
                [ "$1" != --version ] || exec echo Apache Maven 3.9.9
                mkdir -p platform/target/app/dllm/lib
                touch -d '2026-01-01T10:00:00.7' platform/target/app/dllm/lib/some.jar
                """);
        typed(Map.of(), "build");
        Path builds = root.resolve("platform/target/builds");
        Path jar = builds.resolve(Files.readString(builds.resolve("current")).strip());
        assertThat(Files.getLastModifiedTime(jar.resolve("lib/some.jar")).toMillis() % 1000)
                .isZero();
    }

    @Test
    void skippedImageTestsAreReported() throws Exception {
        prepareForTests("echo \"$@\"\n");
        Map<String, String> browser = Map.of("DLLM_CHROMIUM", root + "/bin/java");
        assertThat(typed(browser, "test"))
                .contains("skipping the tests of the images")
                .doesNotContain("-Dtest.images");
    }

    @Test
    void aFailedBuildLockIsReportedWithItsReason() throws Exception {
        makeBuildStale();
        program("bin/ln", "echo no space left >&2\nexit 1\n");
        assertThat(output(1, Map.of(), "serve")).endsWith("cannot lock the build: no space left");
    }

    @Test
    void aLockWithTheOwnProcessIdIsStale() throws Exception {
        makeBuildStale();
        program("locked", "ln -s $$ target/.building && exec ./dllm serve\n");
        Files.createDirectories(root.resolve("target"));
        assertThat(output(0, started("locked", Map.of()))).contains("building platform");
        assertThat(root.resolve("target/.building")).doesNotExist();
    }

    @Test
    void waitingForABuildIsReportedOnce() throws Exception {
        makeBuildStale();
        Path lock = root.resolve("target/.building");
        Files.createDirectories(lock.resolveSibling("."));
        long holder = ProcessHandle.current().pid();
        Files.createSymbolicLink(lock, Path.of(Long.toString(holder)));
        Process script = started("dllm", Map.of(), "serve");
        try (BufferedReader lines = script.inputReader()) {
            assertThat(lines.readLine())
                    .contains("waiting for the build of process " + holder, lock.toString());
            assertThat(script.waitFor(1, TimeUnit.SECONDS)).isFalse();
            Files.delete(lock);
            assertThat(lines.lines()).isNotEmpty().noneMatch(line -> line.contains("waiting"));
        }
    }

    @Test
    void aBuildNeedsNoHomeVariable() throws Exception {
        makeBuildStale();
        program("homeless", "unset HOME && exec ./dllm serve\n");
        assertThat(output(0, started("homeless", Map.of()))).contains("building platform");
    }

    @Test
    void theWarmUpIgnoresTheUsersSettings() throws Exception {
        makeBuildStale();
        program("bin/java", "case $* in *AOTCacheOutput*) env >>'" + root + "/warm' ;; esac\n");
        Map<String, String> settings =
                Map.of(
                        "SPRING_DATASOURCE_URL",
                        "jdbc:theirs-alone",
                        "DLLM_TOKEN",
                        "theirs-alone",
                        "KEPT",
                        "kept");
        typed(settings, "serve");
        assertThat(root.resolve("warm"))
                .content()
                .contains("KEPT=kept")
                .doesNotContain("theirs-alone");
        assertThat(root.resolve("warm")).content().doesNotContain("DLLM_HOME=" + root);
    }

    /** A fake jupyter that prints its arguments, and for --paths the environment of a folder. */
    private String jupyter(String folder) {
        return """
        [ "$1" != --paths ] || echo "    %s/share/jupyter"
        echo "$@"
        """
                .formatted(root.resolve(folder));
    }

    private void prepareForTests(String maven) throws IOException {
        program("bin/mvn", "[ \"$1\" != --version ] || exec echo Apache Maven 3.9.9\n" + maven);
        program("target/jupyter/bin/jupyter", jupyter("target/jupyter"));
        file("target/jupyter/share/jupyter/kernel", "");
        for (String file : List.of("notebooks/requirements-test.txt", "requirements.txt")) {
            file(file.contains("/") ? file : "target/jupyter/" + file, "");
        }
        file("notebooks/environment.sh", Files.readString(Path.of("../notebooks/environment.sh")));
    }

    private void buildNotebooks() throws IOException {
        file("notebooks/environment.sh", Files.readString(Path.of("../notebooks/environment.sh")));
        file("notebooks/target/builds/current", "x");
        Files.setLastModifiedTime(
                file("notebooks/target/builds/x/built", ""),
                FileTime.from(Instant.now().plus(Duration.ofHours(1))));
        file("notebooks/requirements.txt", "");
    }

    private static String printing() {
        return "echo \"[${DLLM_DATA_DIR:-}]\"\n";
    }

    /** Makes the sources newer than the build, and fakes a Maven that creates an empty build. */
    private void makeBuildStale() throws IOException {
        Files.delete(root.resolve("platform/target/builds/x/built"));
        file("platform/src/main/aot/warm-up.json", "{}");
        program(
                "bin/mvn",
                """
                [ "$1" != --version ] || exec echo Apache Maven 3.9.9
                mkdir -p platform/target/app/dllm/lib
                """);
    }

    private String typed(Map<String, String> more, String... words) throws Exception {
        return output(0, more, words);
    }

    private String output(int code, Map<String, String> more, String... words) throws Exception {
        return output(code, started("dllm", more, words));
    }

    private static String output(int code, Process script) throws Exception {
        var recorded = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(script.waitFor()).as(recorded).isEqualTo(code);
        return recorded.strip();
    }

    private Process started(String program, Map<String, String> more, String... words)
            throws IOException {
        return started(root.resolve(program), more, words);
    }

    private Process started(Path program, Map<String, String> more, String... words)
            throws IOException {
        var line = new ProcessBuilder(program.toString()).directory(root.toFile());
        line.command().addAll(List.of(words));
        Map<String, String> environment = line.environment();
        environment.keySet().removeIf(name -> name.startsWith("DLLM_"));
        environment.put("JAVA_HOME", root.toString());
        environment.put("DLLM_HOME", root + "/home");
        environment.put("PATH", root + "/bin:" + environment.get("PATH"));
        environment.putAll(more);
        Process script = line.redirectErrorStream(true).start();
        // a script that hangs fails its test
        CompletableFuture.delayedExecutor(60, TimeUnit.SECONDS).execute(script::destroyForcibly);
        return script;
    }

    private void program(String name, String text) throws IOException {
        Path file = file(name, text.startsWith("#!") ? text : "#!/bin/sh\n" + text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    private Path file(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }
}
