package org.dllm.experiments.library;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dllm.experiments.library.Item.ItemFile;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The library: all models that can be fetched, with sizes and hashes. */
public final class Library {

    private static final String RESOURCE = "library.yaml";

    private final Map<String, Item> models;

    private Library(Map<String, Item> models) {
        this.models = models;
    }

    /** The library that is shipped with the project. */
    public static Library shipped() {
        try (InputStream in = Library.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(
                        "resource " + RESOURCE + " of " + Library.class + " is missing");
            }
            return read(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Library read(InputStream yaml) {
        Document document =
                YAMLMapper.builder()
                        .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                        .build()
                        .readValue(yaml, Document.class);
        return new Library(document.items("models", document.models()));
    }

    private record Document(Map<String, String> hosts, Map<String, Entry> models) {

        Map<String, Item> items(String folder, Map<String, Entry> entries) {
            var items = new LinkedHashMap<String, Item>();
            entries.forEach((name, entry) -> items.put(name, entry.item(folder, name, hosts)));
            return items;
        }
    }

    private record Entry(String title, String licence, String origin, List<FileEntry> files) {

        Item item(String folder, String name, Map<String, String> hosts) {
            return new Item(
                    folder,
                    name,
                    title,
                    licence,
                    origin,
                    files.stream().map(file -> file.file(hosts)).toList());
        }
    }

    /**
     * @param home {@code host:path}
     */
    private record FileEntry(String name, long bytes, String sha256, @Nullable String home) {

        ItemFile file(Map<String, String> hosts) {
            if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
                throw new IllegalArgumentException(
                        "library: expected a file name without a path, found " + name);
            }
            return new ItemFile(
                    name, bytes, sha256, Optional.ofNullable(home).map(at -> uri(at, hosts)));
        }

        private static URI uri(String home, Map<String, String> hosts) {
            String[] parts = home.split(":", 2);
            String host = hosts.get(parts[0]);
            if (host == null || parts.length < 2) {
                throw new IllegalArgumentException(
                        "home: expected HOST:PATH with a host of %s, found %s"
                                .formatted(hosts.keySet(), home));
            }
            return URI.create(host + "/" + parts[1]);
        }
    }

    public List<Item> models() {
        return List.copyOf(models.values());
    }

    public Item model(String name) {
        return Item.named(name, "model", models());
    }

    /** The model of this name, if the library has it. */
    public Optional<Item> findModel(String name) {
        return Optional.ofNullable(models.get(name));
    }
}
