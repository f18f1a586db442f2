package org.dllm.experiments.model.tokenizer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dllm.experiments.model.format.FileKind;

/** Reads the bytes of a tokenizer file of any kind. */
final class TokenizerBytes {

    /** Far above any known tokenizer: Gemma's 256,000 tokens take 33 MB as JSON. */
    private static final long MAX_FILE = 100L << 20;

    private TokenizerBytes() {}

    static byte[] of(Path file) {
        try {
            if (Files.size(file) > MAX_FILE) {
                throw new TokenizerException(
                        "%s: must be a file of at most %d bytes".formatted(file, MAX_FILE));
            }
            byte[] content = Files.readAllBytes(file);
            FileKind.of(content)
                    .ifPresent(kind -> {
                        throw new TokenizerException(
                                "%s: the file is %s; expected a tokenizer"
                                        .formatted(file, kind.description()));
                    });
            return content;
        } catch (IOException e) {
            throw new TokenizerException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }
}
