package org.dllm.experiments.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hashes in the manifest are equal for equal results and differ otherwise. */
class ManifestTests {

    private static final Map<String, String> CLASSES =
            Map.of("org/A.class", "one", "org/b/B.class", "two", "org/b/script.py", "three");

    @TempDir private Path folder;

    @Test
    void theSameCodeHasOneHashHoweverItWasPacked() throws IOException {
        String unpacked = CodeHash.of(unpacked("classes", CLASSES));
        assertThat(CodeHash.of(packed("a.jar", CLASSES, 0))).isEqualTo(unpacked);
        assertThat(CodeHash.of(packed("b.jar", CLASSES, 86_400_000))).isEqualTo(unpacked);
        var other = new TreeMap<>(CLASSES);
        other.put("org/b/script.py", "four");
        assertThat(CodeHash.of(packed("c.jar", other, 0))).isNotEqualTo(unpacked);
        other.remove("org/b/script.py");
        assertThat(CodeHash.of(unpacked("less", other))).isNotEqualTo(unpacked);
    }

    private Path unpacked(String name, Map<String, String> files) throws IOException {
        Path root = folder.resolve(name);
        for (var file : files.entrySet()) {
            Path path = root.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
        return root;
    }

    private Path packed(String name, Map<String, String> files, long millis) throws IOException {
        var all = new TreeMap<String, String>(files).descendingMap();
        Path jar = folder.resolve(name);
        try (var zip = new ZipOutputStream(Files.newOutputStream(jar))) {
            put(zip, "META-INF/MANIFEST.MF", "Created-By: " + name, millis);
            for (var file : all.entrySet()) {
                put(zip, file.getKey(), file.getValue(), millis);
            }
        }
        return jar;
    }

    private static void put(ZipOutputStream zip, String name, String content, long millis)
            throws IOException {
        var entry = new ZipEntry(name);
        entry.setTime(1_700_000_000_000L + millis);
        zip.putNextEntry(entry);
        zip.write(content.getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
    }

    @Test
    void anotherRotationBaseIsAnotherModel() throws IOException {
        Path shipped = ShippedModels.locate("synthetic-base").orElseThrow();
        Path copy = Files.createDirectory(folder.resolve("copy"));
        try (var files = Files.list(shipped)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        assertThat(hashes(copy)).isEqualTo(hashes(shipped));
        replace(copy.resolve("config.json"), "\"rope_theta\" : 10000.0", "\"rope_theta\" : 37.0");
        assertThat(hashes(copy)).isNotEqualTo(hashes(shipped));
    }

    private static void replace(Path file, String old, String other) throws IOException {
        String text = Files.readString(file);
        assertThat(text).contains(old);
        Files.writeString(file, text.replace(old, other));
    }

    private SortedMap<String, String> hashes(Path model) {
        try (BaseModel base = ModelResolver.open(model.toString(), folder)) {
            return base.hashes();
        }
    }

    @Test
    void theManifestListsGpusByModel() throws IOException {
        for (String slot : List.of("0000:01:00.0", "0000:02:00.0")) {
            Path information = folder.resolve("gpus").resolve(slot).resolve("information");
            Files.createDirectories(information.getParent());
            Files.writeString(information, "Model: \t\t NVIDIA H200\nIRQ:   \t\t 140\n");
        }
        assertThat(Manifest.gpus(folder.resolve("gpus")))
                .containsExactly("NVIDIA H200", "NVIDIA H200");
        assertThat(Manifest.gpus(folder.resolve("none"))).containsExactly("unknown");
    }
}
