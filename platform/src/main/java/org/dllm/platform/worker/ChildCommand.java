package org.dllm.platform.worker;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.dllm.experiments.experiment.EngineProcess;
import org.dllm.experiments.experiment.ResourceSpec;
import org.dllm.platform.batch.RunLaunch;

/**
 * Command line of a run's process: the server's Java and class path, and an environment with only
 * the variables named here.
 */
record ChildCommand(String mainClass) {

    /**
     * Archive of the classes that a run loads, for a faster start. {@code ./dllm} creates it when
     * it builds.
     */
    private static final String CLASS_CACHE = "dllm.run-cache";

    /** Variables of the server's environment that the process may need: folders and devices. */
    private static final List<String> PASSED_ON =
            List.of(
                    "PATH",
                    "HOME",
                    "LANG",
                    "LC_ALL",
                    "LC_CTYPE",
                    "TMPDIR",
                    "LD_LIBRARY_PATH",
                    "CUDA_VISIBLE_DEVICES",
                    "PYTORCH_LIBRARY_PATH",
                    "PYTORCH_VERSION",
                    "PYTORCH_FLAVOR",
                    "DJL_CACHE_DIR",
                    "ENGINE_CACHE_DIR");

    ProcessBuilder builder(RunLaunch launch, ResourceSpec resources) {
        var builder =
                new ProcessBuilder(words(launch, resources))
                        .directory(launch.folder().toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(launch.output().toFile());
        builder.environment().clear();
        builder.environment().putAll(environment(System.getenv(), launch, resources));
        return builder;
    }

    private List<String> words(RunLaunch launch, ResourceSpec resources) {
        var words = new ArrayList<String>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(EngineProcess.options());
        String cache = System.getProperty(CLASS_CACHE);
        if (cache != null) {
            words.add("-XX:AOTCache=" + cache);
        }
        words.addAll(
                List.of(
                        "-Dai.djl.pytorch.num_threads=" + resources.threads(),
                        "-Djava.io.tmpdir=" + launch.temporary(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        mainClass));
        words.addAll(launch.arguments());
        return words;
    }

    static Map<String, String> environment(
            Map<String, String> own, RunLaunch launch, ResourceSpec resources) {
        var environment = new TreeMap<>(own);
        environment.keySet().retainAll(PASSED_ON);
        environment.putAll(EngineProcess.environment());
        environment.put("OMP_NUM_THREADS", Integer.toString(resources.threads()));
        environment.put("DLLM_DATA_DIR", launch.dataDir().toString());
        return environment;
    }
}
