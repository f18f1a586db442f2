package org.dllm.experiments.model.tokenizer;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A whole tokenizer as a file, for publication with a model.
 *
 * @param name {@code tokenizer.json}, or {@code tokenizer.model} for SentencePiece's kind
 */
@SuppressWarnings("ArrayRecordComponent") // the content of a file, compared by its hash
public record TokenizerFile(String name, byte[] content) {

    /** SHA-256 of the content, in hexadecimal. */
    public String sha256() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
