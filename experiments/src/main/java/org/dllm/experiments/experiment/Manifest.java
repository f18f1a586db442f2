package org.dllm.experiments.experiment;

import ai.djl.engine.Engine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.dllm.experiments.checkpoint.FileHash;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Everything that decides a run's result, as one canonical text: no hosts, no times, and no path
 * but the one by which a spec names its model.
 */
final class Manifest {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

    private Manifest() {}

    /**
     * @param models hashes of the files the model came from
     * @param data hashes of what is trained on and evaluated
     * @param steps absent where the clock has not yet decided
     * @param earlier conditions under which earlier attempts trained, where they were others
     */
    static RunEvent.Manifest of(
            ExperimentSpec spec,
            Map<String, String> models,
            String tokenizerJson,
            Map<String, String> data,
            RunLength steps,
            List<String> earlier) {
        var all = new TreeMap<String, Object>();
        all.put("spec", JSON.readTree(SpecJson.canonical(spec)));
        all.put("specSha256", SpecJson.sha256(spec));
        all.put("seed", spec.seed());
        all.put("steps", new TreeMap<>(Map.of("planned", steps.planned(), "given", steps.given())));
        all.put("models", models);
        all.put("tokenizerSha256", Hashes.sha256(tokenizerJson));
        all.put("data", data);
        all.putAll(conditions(spec.resources()));
        if (!earlier.isEmpty()) {
            all.put("earlier", earlier.stream().map(text -> JSON.readTree(text)).toList());
        }
        String json = JSON.writeValueAsString(all);
        return new RunEvent.Manifest(json, Hashes.sha256(json));
    }

    /** Under what the process computes, as one canonical text. */
    static String conditionsText(ResourceSpec resources) {
        return JSON.writeValueAsString(conditions(resources));
    }

    private static SortedMap<String, Object> conditions(ResourceSpec resources) {
        return new TreeMap<>(Map.of("code", code(), "platform", platform(resources)));
    }

    private static SortedMap<String, Object> platform(ResourceSpec resources) {
        var facts = new TreeMap<String, Object>();
        facts.put("java", System.getProperty("java.vm.name") + " " + Runtime.version());
        facts.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        facts.put("cpu", cpu());
        facts.put("engine", "PyTorch " + Engine.getEngine("PyTorch").getVersion());
        facts.put("device", resources.device());
        facts.put("threads", resources.threads());
        return facts;
    }

    private static String cpu() {
        Path info = Path.of("/proc/cpuinfo");
        if (!Files.isReadable(info)) {
            return "unknown";
        }
        try (Stream<String> lines = Files.lines(info)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The hash of the jar that this class came from; classes in a folder have none. */
    private static String code() {
        try {
            Path source =
                    Path.of(
                            Manifest.class
                                    .getProtectionDomain()
                                    .getCodeSource()
                                    .getLocation()
                                    .toURI());
            return Files.isRegularFile(source) ? FileHash.sha256(source) : "unpacked";
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
