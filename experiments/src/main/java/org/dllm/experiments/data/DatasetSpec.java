package org.dllm.experiments.data;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.dllm.experiments.library.Item;
import org.dllm.experiments.spec.SpecBinder;

/** A source of examples. To add a data set, write a record and add it to {@code permits} here. */
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "type")
public sealed interface DatasetSpec
        permits Alpaca,
                BoolQ,
                C4,
                Gsm8k,
                HotpotQa,
                Mawps,
                Mmlu,
                Obqa,
                Own,
                Piqa,
                Samsum,
                Siqa,
                Synthetic,
                WikiText2 {

    /** All sets that need no settings, by name. */
    static List<DatasetSpec> all() {
        return Stream.of(DatasetSpec.class.getPermittedSubclasses())
                .flatMap(kind -> SpecBinder.plain(kind).stream())
                .map(DatasetSpec.class::cast)
                .toList();
    }

    /** The name in files and metrics, such as {@code gsm8k}. It does not depend on the settings. */
    default String label() {
        return getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    /** Title, licence and origin. */
    About about();

    /**
     * The public files, one per split; empty if the examples are generated or provided by the user.
     */
    default List<DataFile> published() {
        return List.of();
    }

    /** The item to fetch; empty if the set needs no download. */
    default Optional<Item> item() {
        return published().isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Item(
                                "data",
                                label(),
                                about().title(),
                                about().licence(),
                                about().origin(),
                                published().stream().map(DataFile::item).toList()));
    }

    /** Changes whenever prompts, answers or scoring change, so that results are not mixed. */
    default String version() {
        return "1.0";
    }

    /** The names of the splits. */
    default List<String> splits() {
        return published().stream().map(DataFile::split).toList();
    }

    /** The largest number of examples of a split, if it is known before they are read. */
    default OptionalInt maxExamples(String split) {
        return published().stream()
                .filter(file -> file.split().equals(split))
                .mapToInt(DataFile::records)
                .findFirst();
    }

    /**
     * The file of a split in the data folder.
     *
     * @throws IllegalArgumentException the split is unknown or its file is missing
     */
    default Path file(Path dataDir, String split) {
        requireSplit(split);
        String name =
                published().stream()
                        .filter(file -> file.split().equals(split))
                        .map(file -> file.item().name())
                        .findFirst()
                        .orElseThrow();
        Path file = dataDir.resolve("data").resolve(label()).resolve(name);
        RowExamples.requireFile(label(), file, "; " + item().orElseThrow().remedy());
        return file;
    }

    /** The files that the examples of a split depend on. */
    default List<Path> reads(Path dataDir, String split) {
        return List.of(file(dataDir, split));
    }

    /** Whether the examples are texts without prompts, which can be cut anywhere. */
    default boolean texts() {
        return false;
    }

    /**
     * Reads the examples of a split one at a time, in the set's own order. The caller closes the
     * stream.
     *
     * @param dataDir the folder that holds {@code data/}
     * @throws IllegalArgumentException the split is unknown or its file is missing; also thrown
     *     while the stream is consumed, with every invalid record of the file
     */
    Stream<Example> read(Path dataDir, String split, Template template);

    /** Warnings about training on a split, such as overlap with a test split. */
    default List<String> warnings(Path dataDir, String split) {
        return List.of();
    }

    /** The task that evaluates the set by default. */
    DefaultTask defaultTask();

    /** The text that the harness format puts before the first question of a family. */
    default String introduction(String family) {
        return "";
    }

    /**
     * Where examples for the prompt come from; empty if the set supports none. By default they are
     * drawn from the training split.
     */
    default Optional<ShotSource> shots() {
        return texts() || !splits().contains("train")
                ? Optional.empty()
                : Optional.of(new ShotSource("train", ShotSource.Order.DRAWN));
    }

    /** The layout of completions. By default the whole completion is the answer. */
    default ChainFormat format() {
        return new ChainFormat("\n", "");
    }

    /** The number of opening parts before the first step in a chain of this family. */
    default int openings(String family) {
        return 0;
    }

    /**
     * The rules that extract an answer from a generated text; the first is the main one. By default
     * one unnamed rule takes the first line that is not empty.
     */
    default List<Filter> filters() {
        return List.of(Filter.unnamed(Answers::firstLine));
    }

    /** Whether an extracted answer matches the gold answer. By default case is ignored. */
    default boolean accepts(String extracted, String gold) {
        return Answers.equal(extracted, gold);
    }

    /** Generation in the harness format stops before the first of these texts. */
    default List<String> until() {
        return List.of();
    }

    /** The kind of one token's text. */
    default TokenClass tokenClass(String token) {
        return TokenClass.ofWords(token);
    }

    /** Fails unless the split exists. The message completes "expected …" of a spec error. */
    default void requireSplit(String split) {
        if (!splits().contains(split)) {
            throw new IllegalArgumentException(
                    "split to be one of %s, the splits of %s, but it is %s"
                            .formatted(String.join(", ", splits()), label(), split));
        }
    }
}
