package org.dllm.notebooks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The packaged platform with a temporary home folder. */
final class Platform implements AutoCloseable {

    private static final Path LIB = Path.of("../platform/target/dllm/lib").toAbsolutePath();

    private final Path home;
    private final Process server;

    private Platform(Path home, Process server) {
        this.home = home;
        this.server = server;
    }

    static Platform start(Path home) throws Exception {
        if (!Files.isDirectory(LIB)) {
            throw new IllegalStateException(
                    "expected the packaged platform in " + LIB + "; build it with 'mvn verify'");
        }
        Files.createDirectories(home);
        Process server =
                java(home, "server.log", "org.dllm.platform.DllmApplication", "--server.port=0");
        var platform = new Platform(home, server);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(300);
        while (!Files.exists(home.resolve("server.json"))) {
            if (!server.isAlive() || System.nanoTime() > end) {
                platform.close();
                throw new AssertionError(Files.readString(home.resolve("server.log")));
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        return platform;
    }

    /** Submits a spec and waits until its runs have finished. */
    void run(Path spec) throws Exception {
        Process client =
                java(
                        home,
                        "client.log",
                        "org.dllm.platform.cli.Main",
                        "submit",
                        spec.toAbsolutePath().toString(),
                        "--wait");
        boolean ended = client.waitFor(240, TimeUnit.SECONDS);
        if (!ended || client.exitValue() != 0) {
            client.destroyForcibly();
            throw new AssertionError(
                    "the run failed: "
                            + Files.readString(home.resolve("client.log"))
                            + Files.readString(home.resolve("server.log")));
        }
    }

    private static Process java(Path home, String log, String... command) throws IOException {
        var line =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-Xmx256m",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                LIB + "/*"));
        line.addAll(List.of(command));
        var process = new ProcessBuilder(line);
        process.environment().put("DLLM_HOME", home.toString());
        process.environment().remove("DLLM_URL");
        return process.redirectErrorStream(true).redirectOutput(home.resolve(log).toFile()).start();
    }

    @Override
    public void close() {
        server.destroy();
        try {
            if (!server.waitFor(30, TimeUnit.SECONDS)) {
                server.destroyForcibly();
            }
        } catch (InterruptedException e) {
            server.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
