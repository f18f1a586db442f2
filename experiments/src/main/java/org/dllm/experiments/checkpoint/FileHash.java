package org.dllm.experiments.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Computes SHA-256 of files. */
public final class FileHash {

    private static final int CHUNK = 1 << 16;

    private FileHash() {}

    /** Returns the hash in hexadecimal. */
    public static String sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            var digest = MessageDigest.getInstance("SHA-256");
            var hashed = new DigestInputStream(in, digest);
            byte[] chunk = new byte[CHUNK];
            while (hashed.read(chunk) >= 0) {
                // reading updates the digest
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
