package org.dllm.experiments.experiment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import org.dllm.experiments.checkpoint.FileHash;
import org.dllm.experiments.data.ContentHash;
import org.dllm.experiments.data.DataShare;
import org.dllm.experiments.data.EncodedExample;
import org.dllm.experiments.data.Example;
import org.dllm.experiments.data.Template;
import org.dllm.experiments.model.tokenizer.Tokenizer;
import tools.jackson.databind.json.JsonMapper;

/**
 * Caches tokenised data sets, so that each is read and tokenised once, also by runs that start at
 * the same time. The key is the hash of everything that decides the tokens: file, settings, split,
 * template, tokenizer with its begin and end tokens, and code. A damaged file is replaced.
 */
final class TokenCache {

    private static final JsonMapper JSON = new JsonMapper();

    private final Workspace workspace;
    private final Tokenizer tokenizer;

    TokenCache(Workspace workspace, Tokenizer tokenizer) {
        this.workspace = workspace;
        this.tokenizer = tokenizer;
    }

    /**
     * The tokens of a share's split.
     *
     * @param done receives the number of examples prepared so far; 0 from time to time while
     *     another run prepares them
     */
    TokenFile get(DataShare share, IntConsumer done) {
        try {
            Path folder = folder();
            Path file = folder.resolve(key(share) + ".tokens");
            if (!TokenFile.isComplete(file)) {
                prepareAlone(file, share, done);
            }
            return TokenFile.open(file);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    share.set().label() + ": cannot store the tokenised data", e);
        }
    }

    /** Writes the file, or waits until another run has written it. */
    private void prepareAlone(Path file, DataShare share, IntConsumer done) throws IOException {
        Path lock = file.resolveSibling(file.getFileName() + ".lock");
        var told = new AtomicBoolean();
        Runnable waits =
                () -> {
                    if (!told.getAndSet(true)) {
                        log("waits for another run that tokenises " + share.set().label());
                    }
                    done.accept(0);
                };
        try (var _ = CacheLock.acquire(lock, waits)) {
            if (!TokenFile.isComplete(file)) {
                prepare(file, share, done);
            }
            // only now: a run that gets the lock of a deleted file finds the tokens
            Files.deleteIfExists(lock);
        }
    }

    private void prepare(Path file, DataShare share, IntConsumer done) throws IOException {
        Path part = Files.createTempFile(file.getParent(), "prepare", ".part");
        try {
            write(part, share, done);
            Files.move(
                    part,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private void log(String line) {
        workspace.events().accept(new RunEvent.Log("INFO", line));
    }

    /** The shared cache, or the run's folder if the shared cache is read-only. */
    private Path folder() throws IOException {
        try {
            Path shared = Files.createDirectories(workspace.cache().resolve("tokens"));
            if (Files.isWritable(shared)) {
                return shared;
            }
        } catch (IOException _) {
            // the run's folder is always writable
        }
        return Files.createDirectories(workspace.folder().resolve("tokens"));
    }

    private String key(DataShare share) throws IOException {
        var parts = new StringBuilder(JSON.writeValueAsString(share.set()));
        for (Path file : share.set().reads(workspace.dataDir(), share.split())) {
            parts.append('\n').append(FileHash.sha256(file));
        }
        parts.append('\n').append(share.split()).append('\n').append(share.template());
        parts.append('\n').append(tokenizer.file().sha256());
        // two models may have one tokenizer file and declare different tokens next to it
        parts.append('\n').append(Arrays.toString(tokenizer.encodePrompt("")));
        parts.append('\n').append(tokenizer.eos());
        parts.append('\n').append(CodeHash.own());
        return Hashes.sha256(parts.toString());
    }

    private void write(Path file, DataShare share, IntConsumer done) throws IOException {
        int eos =
                tokenizer
                        .eos()
                        .orElseThrow(() ->
                                new IllegalArgumentException(
                                        "training needs a tokenizer with an end token"));
        var content = new ContentHash();
        var prompts = new ContentHash();
        try (var writer = new TokenFile.Writer(file);
                Stream<Example> examples =
                        share.set()
                                .read(
                                        workspace.dataDir(),
                                        share.split(),
                                        Template.of(share.template()))) {
            for (var each = examples.iterator(); each.hasNext(); ) {
                Example example = each.next();
                content.add(example);
                prompts.addPrompt(example);
                writer.add(
                        EncodedExample.of(
                                example, tokenizer::encodePrompt, tokenizer::encode, eos));
                done.accept(writer.size());
            }
            writer.end(new TokenFacts(content.hex(), prompts.hex()).write());
        }
    }
}
