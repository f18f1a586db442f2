package org.dllm.experiments.experiment;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.dllm.experiments.data.DataShare;
import org.dllm.experiments.eval.TaskSpec;
import org.dllm.experiments.library.Item;
import org.dllm.experiments.library.Library;
import org.dllm.experiments.library.ModelLocator;

/**
 * Models and data sets that runs need but the data folder does not contain, each with the command
 * that fetches it.
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
                                        spec.data().stream().map(DataShare::set),
                                        spec.evaluate().stream().map(TaskSpec::set)))
                        .flatMap(set -> set.item().stream())
                        .distinct()
                        .flatMap(item -> absent("data set", item).stream());
        return Stream.concat(models, sets).toList();
    }

    private Optional<String> model(String from) {
        Optional<Item> item = library.findModel(from);
        if (item.isPresent()) {
            return absent("model", item.get());
        }
        boolean there =
                ModelLocator.find(from, dataDir).or(() -> ShippedModels.locate(from)).isPresent();
        return there
                ? Optional.empty()
                : Optional.of(
                        "the model %s is missing: no such file or folder; './dllm model list' lists the models that can be fetched"
                                .formatted(from));
    }

    private Optional<String> absent(String kind, Item item) {
        Path folder = item.in(dataDir);
        return item.isIn(dataDir)
                ? Optional.empty()
                : Optional.of(
                        "the %s %s is not in %s; %s"
                                .formatted(kind, item.name(), folder.getParent(), item.remedy()));
    }
}
