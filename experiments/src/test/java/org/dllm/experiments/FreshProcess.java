package org.dllm.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dllm.experiments.experiment.EngineProcess;

/**
 * A separate process that computes with one thread, started as the lab starts the processes of
 * runs.
 */
public final class FreshProcess {

    private final Process process;

    private FreshProcess(Process process) {
        this.process = process;
    }

    /** Runs a class that has a {@code main}. */
    public static FreshProcess of(Class<?> main, String... arguments) throws IOException {
        return of(List.of(), main, arguments);
    }

    /** The same with options of the JVM besides those that the lab gives it. */
    public static FreshProcess of(List<String> options, Class<?> main, String... arguments)
            throws IOException {
        var words = new ArrayList<String>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(EngineProcess.options());
        words.add("-Dai.djl.pytorch.num_threads=1");
        words.addAll(options);
        words.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        words.addAll(List.of(arguments));
        var builder = new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(EngineProcess.environment());
        return new FreshProcess(builder.start());
    }

    /** What it wrote, once it has ended well. */
    public String output() throws IOException {
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.onExit().join().exitValue()).as(output).isZero();
        return output;
    }
}
