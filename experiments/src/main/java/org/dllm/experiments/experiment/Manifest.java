package org.dllm.experiments.experiment;

import ai.djl.engine.Engine;
import ai.djl.util.cuda.CudaUtils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.dllm.experiments.method.Resolution;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Everything that decides a run's result, as one canonical text. It has no hosts, no times, and no
 * path except a model path that the spec names.
 */
public final class Manifest {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

    private static final String RESOLUTION = "resolution";

    private Manifest() {}

    /**
     * What the run decided, not its spec.
     *
     * @param steps from a time budget, if there is one
     * @param resolution from data
     */
    record Decided(RunLength steps, Resolution resolution) {}

    /**
     * @param models hashes of the model's files
     * @param data hashes of the training and evaluation data
     * @param decided what the run itself decided
     * @param earlier conditions of earlier attempts, if they differ
     */
    static RunEvent.Manifest of(
            ExperimentSpec spec,
            Map<String, String> models,
            String tokenizerSha256,
            Map<String, String> data,
            Decided decided,
            List<String> earlier) {
        var all = new TreeMap<String, Object>();
        all.put("spec", JSON.readTree(SpecJson.canonical(spec)));
        all.put("specSha256", SpecJson.sha256(spec));
        all.put("seed", spec.seed());
        RunLength steps = decided.steps();
        all.put("steps", new TreeMap<>(Map.of("planned", steps.planned(), "given", steps.given())));
        if (!decided.resolution().equals(Resolution.NONE)) {
            all.put(RESOLUTION, decided.resolution());
            all.put("resolutionSha256", ResolutionFile.sha256(decided.resolution()));
        }
        all.put("models", models);
        all.put("tokenizerSha256", tokenizerSha256);
        all.put("data", data);
        all.putAll(conditions(spec.resources()));
        if (!earlier.isEmpty()) {
            all.put("earlier", earlier.stream().map(text -> JSON.readTree(text)).toList());
        }
        String json = JSON.writeValueAsString(all);
        return new RunEvent.Manifest(json, Hashes.sha256(json));
    }

    /** What the run of a manifest decided from data. */
    public static Resolution resolution(JsonNode manifest) {
        return manifest.has(RESOLUTION)
                ? JSON.treeToValue(manifest.path(RESOLUTION), Resolution.class)
                : Resolution.NONE;
    }

    /** Code and platform of this process, as one canonical text. */
    static String conditionsText(ResourceSpec resources) {
        return JSON.writeValueAsString(conditions(resources));
    }

    private static SortedMap<String, Object> conditions(ResourceSpec resources) {
        return new TreeMap<>(Map.of("code", CodeHash.own(), "platform", platform(resources)));
    }

    private static SortedMap<String, Object> platform(ResourceSpec resources) {
        var facts = new TreeMap<String, Object>();
        facts.put("java", System.getProperty("java.vm.name") + " " + Runtime.version());
        facts.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        facts.put("cpu", cpu());
        facts.put(
                "engine",
                "PyTorch %s, DJL %s"
                        .formatted(
                                Engine.getEngine("PyTorch").getVersion(), Engine.getDjlVersion()));
        facts.put("device", resources.device());
        facts.put("threads", resources.threads());
        if (!resources.device().equals("cpu")) {
            facts.put("cuda", String.valueOf(CudaUtils.getCudaVersionString()));
            facts.put("gpus", gpus(Path.of("/proc/driver/nvidia/gpus")));
        }
        return facts;
    }

    /** The models of all GPUs, as the driver reports them: one folder per GPU. */
    static List<String> gpus(Path driver) {
        try (Stream<Path> folders = Files.list(driver)) {
            return folders.sorted()
                    .map(folder -> value(folder.resolve("information"), "Model"))
                    .toList();
        } catch (IOException _) {
            return List.of("unknown");
        }
    }

    private static String cpu() {
        return value(Path.of("/proc/cpuinfo"), "model name");
    }

    /** The text after the colon of the first line that begins with {@code name}. */
    private static String value(Path file, String name) {
        if (!Files.isReadable(file)) {
            return "unknown";
        }
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(name))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
