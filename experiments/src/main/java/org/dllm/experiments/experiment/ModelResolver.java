package org.dllm.experiments.experiment;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.dllm.experiments.checkpoint.FileHash;
import org.dllm.experiments.data.Family;
import org.dllm.experiments.library.ModelLocator;
import org.dllm.experiments.model.io.ModelFile;
import org.dllm.experiments.model.io.ModelFileException;
import org.dllm.experiments.model.io.ModelFiles;
import org.dllm.experiments.model.tokenizer.CharTokenizer;
import org.dllm.experiments.model.tokenizer.Tokenizer;
import org.dllm.experiments.model.tokenizer.TokenizerSource;
import org.dllm.experiments.model.tokenizer.Tokenizers;

/** Finds models and tokenizers by the names that specs use. */
public final class ModelResolver {

    /** The tokenizer with one token per character of the synthetic families. */
    public static final String CHARACTERS = "characters";

    private ModelResolver() {}

    /**
     * The file or folder of a model: a name in the data folder's {@code models/}, a path, or a
     * shipped model.
     */
    public static Path locate(String from, Path dataDir) {
        return ModelLocator.find(from, dataDir)
                .or(() -> ShippedModels.locate(from))
                .orElseThrow(() -> ModelLocator.absent(from, dataDir, known(dataDir)));
    }

    /** Names of known models: in the data folder, fetchable, or shipped. */
    static SortedSet<String> known(Path dataDir) {
        SortedSet<String> known = ModelLocator.names(dataDir);
        known.addAll(ShippedModels.NAMES);
        return known;
    }

    /**
     * Whether a run in a separate process can find its model. That process has another working
     * directory, so a path must be absolute; the run checks the files when it opens them.
     *
     * @param known the names of known models
     */
    static boolean isResolvable(String from, Path dataDir, Set<String> known) {
        return new File(from).isAbsolute()
                || known.contains(from)
                || (!from.isBlank() && new File(dataDir.resolve("models").toFile(), from).exists());
    }

    /** The number of layers, if the model's files state it. */
    static OptionalInt layers(String from, Path dataDir) {
        Optional<Path> path = ModelLocator.find(from, dataDir).or(() -> ShippedModels.locate(from));
        if (path.isEmpty()) {
            return OptionalInt.empty();
        }
        try (ModelFile file = ModelFiles.open(path.get())) {
            return OptionalInt.of(file.config().layers());
        } catch (ModelFileException _) {
            // the run reports the cause when it opens the model
            return OptionalInt.empty();
        }
    }

    private static List<String> names(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException _) {
            return List.of();
        }
    }

    static BaseModel open(String from, Path dataDir) {
        Path path = locate(from, dataDir);
        ModelFile file = ModelFiles.open(path);
        try {
            var hashes = new TreeMap<String, String>();
            file.tensors().values().stream()
                    .map(tensor -> tensor.file())
                    .distinct()
                    .forEach(part -> hashes.put(part.getFileName().toString(), sha256(part)));
            Tokenizer tokenizer = tokenizerOf(file, path.toString());
            // read from the files next to the weights or from the headers of the weight files
            hashes.put("config", Hashes.sha256(ModelConfig.json(file.config(), tokenizer)));
            hashes.put("tokenizer_config", Hashes.sha256(ModelConfig.tokenizerJson(tokenizer)));
            return new BaseModel(file.config(), file::float32, tokenizer, hashes, file);
        } catch (RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    /**
     * The tokenizer in the model's file or its folder.
     *
     * @param model the model's name in messages
     * @throws IllegalArgumentException the tokenizer is missing or has more tokens than the
     *     embedding
     */
    public static Tokenizer tokenizerOf(ModelFile file, String model) {
        Tokenizer tokenizer =
                file.tokenizer()
                        .map(Tokenizers::of)
                        .orElseThrow(() ->
                                new IllegalArgumentException(
                                        "the model %s has no tokenizer: expected one in the model file or its folder"
                                                .formatted(model)));
        int rows = file.config().vocabulary();
        if (tokenizer.vocabulary() > rows) {
            int tokens = tokenizer.vocabulary();
            tokenizer.close();
            throw new IllegalArgumentException(
                    "the model %s has an embedding of %,d tokens, but its tokenizer has %,d"
                            .formatted(model, rows, tokens));
        }
        return tokenizer;
    }

    static Tokenizer tokenizer(String name, Path dataDir) {
        if (name.equals(CHARACTERS)) {
            return Tokenizers.of(new TokenizerSource.Json(CharTokenizer.json(Family.ALPHABET)));
        }
        Path all = dataDir.resolve("tokenizers");
        return names(all.resolve(name)).stream()
                .flatMap(file -> source(all.resolve(name).resolve(file)).stream())
                .findFirst()
                .map(Tokenizers::of)
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "shape.tokenizer: expected %2$s or %3$s, found %1$s"
                                        .formatted(name, CHARACTERS, names(all))));
    }

    private static Optional<TokenizerSource> source(Path file) {
        String name = file.getFileName().toString();
        if (name.equals("tokenizer.json")) {
            return Optional.of(new TokenizerSource.HuggingFaceFile(file));
        }
        if (name.endsWith(".model")) {
            return Optional.of(new TokenizerSource.SentencePieceFile(file));
        }
        return name.endsWith(".tiktoken")
                ? Optional.of(new TokenizerSource.TiktokenFile(file))
                : Optional.empty();
    }

    private static String sha256(Path file) {
        try {
            return FileHash.sha256(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
