package org.dllm.experiments.model.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.dllm.experiments.model.tokenizer.TokenizerSource;
import org.dllm.experiments.model.tokenizer.TokenizerSource.HuggingFaceFile;
import org.dllm.experiments.model.tokenizer.TokenizerSource.Llama2cFile;
import org.dllm.experiments.model.tokenizer.TokenizerSource.SentencePieceFile;
import org.dllm.experiments.model.tokenizer.TokenizerSource.TiktokenFile;

/** Finds the tokenizer in the folder of a model's weights by common file names. */
final class TokenizerDiscovery {

    private static final Pattern LLAMA2C = Pattern.compile("tok(\\d+|enizer)\\.bin");
    private static final Pattern SENTENCE_PIECE = Pattern.compile("tok(\\d+|enizer)\\.model");
    private static final int HEAD = 64;

    private TokenizerDiscovery() {}

    static Optional<TokenizerSource> tokenizer(Path weights, int vocabulary) {
        Path folder = weights.toAbsolutePath().getParent();
        if (folder == null) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> all = files.filter(Files::isRegularFile).sorted().toList();
            return named(all, "tokenizer.json")
                    .<TokenizerSource>map(HuggingFaceFile::new)
                    .or(() -> model(all))
                    .or(() -> matching(all, LLAMA2C).map(file -> new Llama2cFile(file, vocabulary)))
                    .or(() -> ranks(all));
        } catch (IOException e) {
            throw new ModelFileException(folder, "cannot be listed: " + e.getMessage(), e);
        }
    }

    /** Opens a {@code tokenizer.model}: SentencePiece for Llama 2, ranks as text for Llama 3. */
    private static Optional<TokenizerSource> model(List<Path> files) {
        return matching(files, SENTENCE_PIECE)
                .map(file -> isText(file) ? new TiktokenFile(file) : new SentencePieceFile(file));
    }

    private static Optional<TokenizerSource> ranks(List<Path> files) {
        return files.stream()
                .filter(file -> name(file).endsWith(".tiktoken"))
                .findFirst()
                .map(TiktokenFile::new);
    }

    private static boolean isText(Path file) {
        try (var in = Files.newInputStream(file)) {
            for (byte b : in.readNBytes(HEAD)) {
                if (b < ' ' && b != '\n' && b != '\r') {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            throw new ModelFileException(file, "cannot be read: " + e.getMessage(), e);
        }
    }

    private static Optional<Path> named(List<Path> files, String name) {
        return files.stream().filter(file -> name(file).equals(name)).findFirst();
    }

    private static Optional<Path> matching(List<Path> files, Pattern pattern) {
        return files.stream().filter(file -> pattern.matcher(name(file)).matches()).findFirst();
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }
}
