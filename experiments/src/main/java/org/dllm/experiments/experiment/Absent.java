package org.dllm.experiments.experiment;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.dllm.experiments.data.DatasetSpec;
import org.dllm.experiments.library.Item;
import org.dllm.experiments.library.Library;
import org.dllm.experiments.library.ModelLocator;

/**
 * Models and data that runs need but that are missing, each with what to do: the command that
 * fetches a model or a public data set, or the path of the user's own file.
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
        List<SplitRead> reads = specs.stream().flatMap(Absent::reads).distinct().toList();
        Stream<String> sets =
                reads.stream()
                        .flatMap(read -> read.set().item().stream())
                        .distinct()
                        .flatMap(item -> absent("data set", item).stream());
        Stream<String> files =
                reads.stream()
                        .filter(read -> read.set().item().isEmpty())
                        .flatMap(read -> file(read).stream())
                        .distinct();
        return Stream.of(models, sets, files).flatMap(found -> found).toList();
    }

    private record SplitRead(DatasetSpec set, String split) {}

    /** Training, calibration, evaluation, and the examples in an evaluation's prompts. */
    private static Stream<SplitRead> reads(ExperimentSpec spec) {
        Stream<SplitRead> training =
                spec.data().stream().map(share -> new SplitRead(share.set(), share.split()));
        Stream<SplitRead> calibration =
                spec.method().calibrationText().stream()
                        .map(text -> new SplitRead(text.set(), text.split()));
        Stream<SplitRead> evaluation =
                spec.evaluate().stream().map(task -> new SplitRead(task.set(), task.split()));
        Stream<SplitRead> shots =
                spec.evaluate().stream()
                        .filter(task -> task.shots() > 0)
                        .flatMap(task ->
                                task.set().shots().stream()
                                        .map(source -> new SplitRead(task.set(), source.split())));
        return Stream.of(training, calibration, evaluation, shots).flatMap(read -> read);
    }

    /** The missing file of a set that the user provides. */
    private Optional<String> file(SplitRead read) {
        try {
            read.set().reads(dataDir, read.split());
            return Optional.empty();
        } catch (IllegalArgumentException missing) {
            return Optional.ofNullable(missing.getMessage());
        }
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
