package org.dllm.experiments.experiment;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.dllm.experiments.library.Item;
import org.dllm.experiments.library.Library;
import org.dllm.experiments.library.ModelLibrary;

/**
 * Models and data sets that runs need and the data folder lacks, each with the command that fetches
 * it.
 */
final class Absent {

    private final Path dataDir;
    private final Library library = Library.shipped();

    /**
     * @param dataDir the folder that holds {@code models/} and {@code data/}
     */
    Absent(Path dataDir) {
        this.dataDir = dataDir;
    }

    List<String> of(List<ExperimentSpec> specs) {
        Stream<String> models =
                specs.stream()
                        .flatMap(spec -> Stream.ofNullable(spec.model().from()))
                        .distinct()
                        .flatMap(from -> model(from).stream());
        Stream<String> sets =
                specs.stream()
                        .flatMap(spec ->
                                Stream.concat(
                                        spec.data().stream().map(share -> share.set().label()),
                                        spec.evaluate().stream().map(task -> task.set().label())))
                        .distinct()
                        .flatMap(name -> set(name).stream());
        return Stream.concat(models, sets).toList();
    }

    private Optional<String> model(String from) {
        Optional<Item> item = library.findModel(from);
        if (item.isPresent()) {
            return absent("model", item.get());
        }
        boolean there =
                ModelLibrary.find(from, dataDir).or(() -> ShippedModels.locate(from)).isPresent();
        return there
                ? Optional.empty()
                : Optional.of(
                        "the model %s is missing: there is no such file or folder; './dllm model list' lists the models that can be fetched"
                                .formatted(from));
    }

    private Optional<String> set(String name) {
        return library.data().stream()
                .filter(item -> item.name().equals(name))
                .findFirst()
                .flatMap(item -> absent("data", item));
    }

    private Optional<String> absent(String command, Item item) {
        Path folder = item.in(dataDir);
        boolean there =
                item.files().stream().allMatch(file -> Files.exists(folder.resolve(file.name())));
        return there
                ? Optional.empty()
                : Optional.of(
                        "the %s %s is not in %s; fetch it with './dllm %s fetch %s'"
                                .formatted(
                                        command.equals("data") ? "data set" : command,
                                        item.name(),
                                        folder.getParent(),
                                        command,
                                        item.name()));
    }
}
