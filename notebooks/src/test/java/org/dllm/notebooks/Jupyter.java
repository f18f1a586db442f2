package org.dllm.notebooks;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Jupyter from the environment created by {@code ./dllm test}. */
record Jupyter(Path environment, Path scratch) {

    static Jupyter in(Path scratch) {
        String environment = System.getenv("DLLM_JUPYTER");
        if (environment == null) {
            throw new IllegalStateException(
                    "DLLM_JUPYTER should name a Python environment with nbclient and jjava:"
                            + " run './dllm test', which creates one and sets it");
        }
        return new Jupyter(Path.of(environment), scratch);
    }

    /** Executes all cells of a notebook and returns the notebook with its outputs. */
    JsonNode execute(Path notebook, Map<String, String> database) throws Exception {
        kernel();
        Path executed = scratch.resolve("executed.ipynb");
        var command =
                new ProcessBuilder(
                        environment.resolve("bin/jupyter-execute").toString(),
                        "--timeout=120",
                        "--startup_timeout=120",
                        "--kernel_name=dllm-java",
                        "--output=" + executed,
                        notebook.toAbsolutePath().toString());
        command.environment().putAll(database);
        command.environment().put("JUPYTER_PATH", scratch.resolve("jupyter").toString());
        command.environment().put("JUPYTER_RUNTIME_DIR", scratch.resolve("runtime").toString());
        Path log = scratch.resolve("jupyter.log");
        Process process = command.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        if (!process.waitFor(300, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("the notebook did not end: " + Files.readString(log));
        }
        if (process.exitValue() != 0) {
            throw new AssertionError("the notebook failed: " + Files.readString(log));
        }
        return JsonMapper.shared().readTree(Files.readString(executed));
    }

    /** The kernel gets the class path of the test, without the kernel API of the compile scope. */
    private void kernel() throws Exception {
        Path folder = Files.createDirectories(scratch.resolve("jupyter/kernels/dllm-java"));
        String classPath =
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                        .filter(entry -> !entry.contains("jjava-jupyter"))
                        .collect(Collectors.joining(File.pathSeparator));
        var spec =
                Map.of(
                        "argv",
                        new String[] {
                            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                            "--add-opens",
                            "jdk.jshell/jdk.jshell=ALL-UNNAMED",
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-Djava.awt.headless=true",
                            "-jar",
                            environment.resolve("share/jupyter/kernels/java/jjava.jar").toString(),
                            "{connection_file}"
                        },
                        "display_name",
                        "Java of the tests",
                        "language",
                        "java",
                        "interrupt_mode",
                        "message",
                        "env",
                        Map.of("JJAVA_CLASSPATH", classPath));
        Files.writeString(
                folder.resolve("kernel.json"), JsonMapper.shared().writeValueAsString(spec));
    }
}
